/**
 * Typst to PDF: the native compiler where there is one for this machine, the same compiler as WebAssembly elsewhere,
 * null where neither loads. Fonts come from the package alone, so that every machine makes the same bytes.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packageRoot } from '../templates.ts';
import { notationOf, renderableAll } from './renderable.ts';

export interface RenderInput {
  /** A template of evidence-templates/pdf. */
  readonly template: 'report.typ' | 'control.typ';
  readonly model: object;
  /** Files that the PDF carries inside. */
  readonly attachments: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  /** PDF/A-3a is the archival form; PDF/UA-1 proves that the same document is accessible. */
  readonly standard: 'a-3a' | 'ua-1';
}

export type RendererName = 'typst-native' | 'typst-wasm';

/** One for all documents of a bundle: it takes as long to read the fonts as to set a sheet. */
export interface Renderer {
  readonly name: RendererName;
  /** Throws PdfError. */
  render(input: RenderInput): Uint8Array;
}

/** A document that does not compile is a defect of ours, and the report says where. */
export class PdfError extends Error {}

/** Why a bundle has no PDF, as its README.txt and its provenance say it. */
export const NO_RENDERER = 'no PDF engine loads on the machine that made this bundle';

/** What this machine sets PDFs with. */
export async function loadRenderer(): Promise<Renderer | null> {
  return (await loadNative()) ?? (await loadWasm());
}

/** What a bundle says it was set with, and this machine has not got: its files can be named, and not made. */
export function absentRenderer(name: RendererName): Renderer {
  return {
    name,
    render() {
      throw new PdfError(`The PDF was to be set by ${name}, which is not here.`);
    },
  };
}

/** What templates import. */
const SHARED = ['sheet.typ', 'style.typ'];

interface SourceFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

function sourcesOf({ template, model, attachments }: RenderInput): readonly SourceFile[] {
  const folder = join(packageRoot(), 'evidence-templates', 'pdf');
  const shown = renderableAll(model);
  const notation = notationOf(shown);
  return [
    ...[template, ...SHARED].map(name => ({ path: `/${name}`, bytes: readFileSync(join(folder, name)) })),
    { path: '/report.json', bytes: Buffer.from(JSON.stringify({ ...shown, notation })) },
    ...attachments,
  ];
}

function fontsOf(): Buffer[] {
  const folder = join(packageRoot(), 'evidence-templates', 'fonts');
  const names = readdirSync(folder).filter(name => name.endsWith('.ttf'));
  return names.sort().map(name => readFileSync(join(folder, name)));
}

async function loadNative(): Promise<Renderer | null> {
  const loaded = await loadOptional(() => import('@myriaddreamin/typst-ts-node-compiler'));
  if (!loaded) return null;
  const compiler = loaded.NodeCompiler.create({ workspace: '/', fontArgs: [{ fontBlobs: fontsOf() }] });
  return {
    name: 'typst-native',
    render(input) {
      try {
        for (const { path, bytes } of sourcesOf(input)) compiler.mapShadow(path, Buffer.from(bytes));
        // In one step: a compiled document in the hands of JavaScript lives on until a collection that nothing calls for.
        return compiler.pdf({ mainFilePath: `/${input.template}` }, { pdfStandard: input.standard });
      } catch (error) {
        // The error says nothing; the compiler does, asked again.
        const said = compiler.compile({ mainFilePath: `/${input.template}` }).takeDiagnostics();
        throw new PdfError(said === null ? String(error) : JSON.stringify(said.shortDiagnostics), {
          cause: error,
        });
      } finally {
        // The compiler remembers every layout of every document, some megabytes each, until it is told to forget.
        compiler.evictCache(0);
        compiler.resetShadow();
      }
    },
  };
}

/** This build has no network and no disk, and cannot hold a document to a PDF standard. */
async function loadWasm(): Promise<Renderer | null> {
  const loaded = await loadOptional(() => import('@myriaddreamin/typst-ts-web-compiler'));
  if (!loaded) return null;
  const resolve = createRequire(import.meta.url).resolve;
  loaded.initSync({ module: readFileSync(resolve('@myriaddreamin/typst-ts-web-compiler/wasm')) });
  const builder = new loaded.TypstCompilerBuilder();
  builder.set_dummy_access_model();
  for (const font of fontsOf()) await builder.add_raw_font(font);
  const compiler = await builder.build();
  return {
    name: 'typst-wasm',
    render(input) {
      try {
        for (const { path, bytes } of sourcesOf(input)) compiler.map_shadow(path, bytes);
        const compiled: unknown = compiler.compile(`/${input.template}`, undefined, 'pdf', 1);
        const { result } = compiled as { result?: Uint8Array };
        if (!result) throw new PdfError(JSON.stringify(compiled));
        return result;
      } finally {
        compiler.reset();
        compiler.reset_shadow();
      }
    },
  };
}

/** Both packages are optional: a platform without them gets its evidence without the PDF. */
async function loadOptional<T>(load: () => Promise<T>): Promise<T | null> {
  try {
    return await load();
  } catch {
    return null;
  }
}
