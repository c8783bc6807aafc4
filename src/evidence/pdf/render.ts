/**
 * Typst to PDF: the native compiler where there is one for this machine, the same compiler as WebAssembly elsewhere,
 * null where neither loads. Fonts come from the package alone, so that every machine makes the same bytes.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { packageRoot } from '../templates.ts';
import { renderableAll } from './renderable.ts';

export interface RenderInput {
  /** A template of evidence-templates/pdf. */
  readonly template: 'report.typ' | 'control.typ';
  readonly model: unknown;
  /** Files that the PDF carries inside. */
  readonly attachments: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  /** PDF/A-3a is the archival form; PDF/UA-1 proves that the same document is accessible. */
  readonly standard: 'a-3a' | 'ua-1';
}

export type Renderer = 'typst-native' | 'typst-wasm';

export interface Rendered {
  readonly bytes: Uint8Array;
  readonly renderer: Renderer;
}

/** What this machine sets PDFs with; null: neither build loads here. */
export async function availableRenderer(): Promise<Renderer | null> {
  if (await loadNative()) return 'typst-native';
  return (await loadWasm()) ? 'typst-wasm' : null;
}

/** What templates import. */
const SHARED = ['sheet.typ', 'style.typ'];

interface Sources {
  readonly main: string;
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
}

export async function renderPdf(input: RenderInput): Promise<Rendered | null> {
  const sources = sourcesOf(input);
  const byNative = await loadNative();
  if (byNative) return { bytes: await byNative(sources, input.standard), renderer: 'typst-native' };
  const byWasm = await loadWasm();
  if (byWasm) return { bytes: await byWasm(sources, input.standard), renderer: 'typst-wasm' };
  return null;
}

/** By the very engine that the bundle is said to be made with: another one sets other bytes. */
export async function renderedBy(renderer: Renderer, input: RenderInput): Promise<Uint8Array> {
  const pdf = await renderPdf(input);
  if (pdf?.renderer !== renderer) throw new PdfError(`The PDF was to be set by ${renderer}.`);
  return pdf.bytes;
}

/** A template that does not compile is a defect of ours, and the report says where. */
export class PdfError extends Error {}

function sourcesOf({ template, model, attachments }: RenderInput): Sources {
  const templates = join(packageRoot(), 'evidence-templates', 'pdf');
  return {
    main: `/${template}`,
    files: [
      { path: `/${template}`, bytes: readFileSync(join(templates, template)) },
      ...SHARED.map(name => ({ path: `/${name}`, bytes: readFileSync(join(templates, name)) })),
      { path: '/report.json', bytes: Buffer.from(JSON.stringify(renderableAll(model))) },
      ...attachments,
    ],
  };
}

function fontsOf(): Buffer[] {
  const folder = join(packageRoot(), 'evidence-templates', 'fonts');
  const names = readdirSync(folder).filter(name => name.endsWith('.ttf'));
  return names.sort().map(name => readFileSync(join(folder, name)));
}

type Compile = (sources: Sources, standard: RenderInput['standard']) => Promise<Uint8Array>;

async function loadNative(): Promise<Compile | null> {
  const loaded = await loadOptional(() => import('@myriaddreamin/typst-ts-node-compiler'));
  if (!loaded) return null;
  return ({ main, files }, pdfStandard) => {
    native ??= loaded.NodeCompiler.create({ workspace: '/', fontArgs: [{ fontBlobs: fontsOf() }] });
    native.resetShadow();
    for (const { path, bytes } of files) native.mapShadow(path, Buffer.from(bytes));
    try {
      const compiled = native.compile({ mainFilePath: main });
      const { result } = compiled;
      if (!result) throw new PdfError(JSON.stringify(compiled.takeDiagnostics()?.shortDiagnostics));
      return Promise.resolve(native.pdf(result, { pdfStandard }));
    } finally {
      // The compiler remembers every layout of every document, some megabytes each, until it is told to forget.
      native.evictCache(0);
    }
  };
}

/** One for all documents: it takes as long to read the fonts as to set a sheet. */
let native: NodeCompiler | undefined;

/** This build has no network and no disk, and cannot hold a document to a PDF standard. */
async function loadWasm(): Promise<Compile | null> {
  const loaded = await loadOptional(() => import('@myriaddreamin/typst-ts-web-compiler'));
  if (!loaded) return null;
  const resolve = createRequire(import.meta.url).resolve;
  const wasm = resolve('@myriaddreamin/typst-ts-web-compiler/wasm');
  loaded.initSync({ module: readFileSync(wasm) });
  return async ({ main, files }) => {
    const builder = new loaded.TypstCompilerBuilder();
    builder.set_dummy_access_model();
    for (const font of fontsOf()) await builder.add_raw_font(font);
    const compiler = await builder.build();
    for (const { path, bytes } of files) compiler.map_shadow(path, bytes);
    const compiled: unknown = compiler.compile(main, undefined, 'pdf', 1);
    const { result } = compiled as { result?: Uint8Array };
    if (!result) throw new PdfError(JSON.stringify(compiled));
    return result;
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
