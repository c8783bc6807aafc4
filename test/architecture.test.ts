/** The "may not" list of ARCHITECTURE.md, enforced. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Source {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
}

function sourcesIn(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => {
      const path = join(folder, name);
      const text = readFileSync(join(root, path), 'utf8');
      const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
        match => match[1] ?? '',
      );
      return {
        path,
        text,
        imports: specifiers.map(s =>
          s.startsWith('.') ? relative(root, resolve(root, dirname(path), s)) : s,
        ),
      };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

const sources = [...sourcesIn('src'), ...sourcesIn('checks')];
const room = (path: string): string => (path.startsWith('src/') ? (path.split('/')[1] ?? '') : 'checks');

/** Which rooms a room may import from, besides itself. What is not listed it may not. */
const mayImport: Record<string, readonly string[]> = {
  model: [],
  snapshot: ['model'],
  aws: ['model', 'policy', 'selectors'],
  collect: ['model', 'snapshot', 'aws'],
  evaluate: ['model', 'snapshot', 'aws'],
  evidence: ['model', 'snapshot', 'aws', 'evaluate'],
  policy: ['model'],
  selectors: ['model'],
  sandbox: ['model'],
  digests: ['model', 'snapshot', 'aws'],
  checks: ['model', 'policy', 'selectors', 'aws'],
  cli: ['model', 'snapshot', 'aws', 'collect', 'digests', 'evaluate', 'evidence', 'sandbox', 'checks'],
  'index.ts': ['model', 'snapshot', 'aws', 'collect', 'evaluate', 'evidence', 'sandbox', 'checks'],
  'bin.ts': ['cli'],
};

test('every room is on the list', () => {
  for (const { path } of sources) expect(Object.keys(mayImport), path).toContain(room(path));
});

test.each(sources.map(source => [source.path, source] as const))(
  '%s imports only from below',
  (_path, source) => {
    const own = room(source.path);
    const foreign = source.imports.filter(path => path.startsWith('src/') || path.startsWith('checks/'));
    for (const path of foreign) {
      const target = room(path);
      if (target !== own) expect(mayImport[own], `${source.path} imports ${path}`).toContain(target);
    }
  },
);

describe('may not', () => {
  const offenders = (where: (source: Source) => boolean, what: RegExp): string[] =>
    sources.filter(source => where(source) && what.test(source.text)).map(source => source.path);
  const notIn =
    (...allowed: string[]) =>
    (source: Source) =>
      !allowed.some(path => source.path.startsWith(path));

  test('the AWS SDK is used in src/aws alone', () => {
    const users = sources.filter(s =>
      s.imports.some(i => i.startsWith('@aws-sdk/') || i.startsWith('@smithy/')),
    );
    expect(users.filter(notIn('src/aws/')).map(s => s.path)).toEqual([]);
  });

  test.each(['main', 'verify', 'diff', 'sample'])('%s starts without the AWS SDK', command => {
    const reached = new Set<string>();
    const visit = (path: string): void => {
      if (reached.has(path)) return;
      reached.add(path);
      const text = sources.find(s => s.path === path)?.text ?? '';
      // Types are gone when it runs, and what is awaited is loaded when it is called.
      for (const [, specifier = ''] of text.matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)';/gm))
        visit(
          specifier.startsWith('.') ? relative(root, resolve(root, dirname(path), specifier)) : specifier,
        );
    };
    visit(`src/cli/${command}.ts`);
    expect(reached.size).toBeGreaterThan(3);
    expect([...reached].filter(path => /^@(aws-sdk|smithy)\//.test(path))).toEqual([]);
  });

  test('one file sends what is no read', () => {
    const sent = sources.filter(s => s.path.startsWith('src/aws/') || s.path.startsWith('src/cli/'));
    const reads = /^(Get|List|Describe|Lookup|BatchGet|Head|AssumeRole)/;
    const writers = sent.filter(({ text }) =>
      [...text.matchAll(/\bnew (\w+)Command\(/g)].some(([, name = '']) => !reads.test(name)),
    );
    expect(writers.map(s => s.path)).toEqual(['src/aws/signing.ts']);
  });

  test('the process is touched in two files', () => {
    expect(offenders(notIn('src/bin.ts', 'src/cli/process-io.ts'), /\bprocess\./)).toEqual([]);
  });

  test('nobody prints but through the Io handed in', () => {
    expect(offenders(() => true, /\bconsole\./)).toEqual([]);
  });

  test('no clock but the one handed in', () => {
    const clock = /\bDate\.now\(|new Date\(\)/;
    const allowed = notIn('src/cli/process-io.ts', 'src/sandbox/server.ts');
    expect(offenders(allowed, clock)).toEqual([]);
  });

  test('files are touched only where something is loaded or written', () => {
    const users = sources.filter(s => s.imports.some(i => i === 'node:fs' || i === 'node:fs/promises'));
    expect(users.map(s => s.path)).toEqual([
      'src/cli/config.ts',
      'src/cli/demo.ts',
      'src/cli/output-folder.ts',
      'src/cli/replay.ts',
      'src/cli/seal.ts',
      'src/cli/user-file.ts',
      'src/digests/begun.ts',
      'src/digests/copied-store.ts',
      'src/digests/journal.ts',
      'src/digests/ledger.ts',
      'src/evidence/bundle.ts',
      'src/evidence/content/provenance-files.ts',
      'src/evidence/content/software-bill.ts',
      'src/evidence/manifest.ts',
      'src/evidence/open-bundle.ts',
      'src/evidence/pdf/render.ts',
      'src/evidence/report.ts',
      'src/evidence/sign.ts',
      'src/evidence/templates.ts',
      'src/evidence/timestamp/stamp.ts',
      'src/evidence/unzip.ts',
      'src/evidence/zip.ts',
      'src/snapshot/folder.ts',
    ]);
  });

  test('a gap is caught where readers, waves and judgements are, and nowhere else', () => {
    const catching = sources.filter(
      s => /\bcatch\b\s*[({]/.test(s.text) && !s.path.startsWith('src/sandbox/'),
    );
    expect(catching.map(s => s.path)).toEqual([
      'src/aws/bucket-owner.ts',
      'src/aws/caller.ts',
      'src/aws/clients.ts',
      'src/aws/objects.ts',
      'src/aws/signing.ts',
      'src/cli/ledger.ts',
      'src/cli/main.ts',
      'src/cli/output-folder.ts',
      'src/cli/run.ts',
      'src/cli/sandbox.ts',
      'src/cli/seal.ts',
      'src/cli/timestamps.ts',
      'src/cli/user-file.ts',
      'src/cli/verify-logs.ts',
      'src/cli/verify.ts',
      'src/collect/ask.ts',
      'src/collect/plan.ts',
      'src/digests/copied-store.ts',
      'src/digests/digest-body.ts',
      'src/digests/gzip.ts',
      'src/digests/ledger.ts',
      'src/digests/public-key.ts',
      'src/evaluate/evaluate.ts',
      'src/evidence/dsse.ts',
      'src/evidence/examination.ts',
      'src/evidence/lines.ts',
      'src/evidence/pdf/render.ts',
      'src/evidence/sign.ts',
      'src/evidence/timestamp/certificate.ts',
      'src/evidence/timestamp/stamp.ts',
      'src/evidence/timestamp/verify-stamp.ts',
      'src/evidence/unzip.ts',
      'src/evidence/verify.ts',
      'src/model/json.ts',
      'src/snapshot/folder.ts',
      'src/snapshot/reader.ts',
    ]);
  });

  test('checks are synchronous, pure and short', () => {
    const checks = sources.filter(s => s.path.startsWith('checks/'));
    for (const { path, text, imports } of checks) {
      expect(text, path).not.toMatch(
        /\basync\b|\bawait\b|\btry\b\s*{|\bcatch\b\s*[({]|Date\.now|new Date\(\)/,
      );
      expect(
        imports.filter(i => i.startsWith('node:')),
        path,
      ).toEqual([]);
      expect(text.split('\n').length, `${path} is too long`).toBeLessThan(150);
    }
  });

  test('no file of code is longer than 300 lines', () => {
    const long = sources
      .filter(s => s.text.split('\n').length > 300 && !s.path.startsWith('src/sandbox/estates/'))
      .map(s => s.path);
    expect(long).toEqual([]);
  });
});
