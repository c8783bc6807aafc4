/** `trailproof frameworks`: what our checks are evidence for, requirement by requirement, and how strongly. */
import { loadFrameworks } from '../evidence/templates.ts';
import type { Control, ControlFramework, SeedClaim } from '../model/framework.ts';
import { EXIT, type Io } from './io.ts';
import { createPaint, type Paint } from './paint.ts';
import { selectFrameworks } from './select-frameworks.ts';
import { column, cut, wrap } from './wrap.ts';

const WIDTH = 100;

export function frameworksCommand(
  io: Io,
  flags: { readonly id?: string | undefined; readonly format: 'table' | 'json' },
): number {
  const all = loadFrameworks();
  const selected = selectFrameworks(all, flags.id === undefined ? undefined : [flags.id]);
  const whole = flags.id !== undefined;
  if (flags.format === 'json') {
    const [only] = selected;
    const shown = whole && only ? { ...head(only), ...body(only) } : selected.map(head);
    io.stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
  } else {
    const paint = createPaint(io);
    for (const framework of selected)
      io.stdout.write(whole ? page(framework, paint) : `${line(framework)}\n`);
  }
  return EXIT.complete;
}

function line(framework: ControlFramework): string {
  const { id, title, version } = framework;
  const { requirements, without_checks: without, mappings } = head(framework);
  const open = without === 0 ? '' : ` (${without} unmapped)`;
  const name = column(`${title} ${version}`, 31);
  return cut(`${column(id, 19)}  ${name}  ${requirements} requirements${open}, ${mappings} mappings`, WIDTH);
}

function page(framework: ControlFramework, paint: Paint): string {
  const { id, title, name, version, publisher, source, note, seed, requirements } = framework;
  const top = [
    `${paint.bold(`${title} ${version}`)}  ${id}`,
    wrap(`${name}. ${publisher}.`, WIDTH),
    ...[source, note, corrected(seed)].flatMap(text => (text === null ? [] : [wrap(text, WIDTH)])),
  ];
  return `${[top.join('\n'), ...requirements.map(control => requirement(control, paint))].join('\n\n')}\n`;
}

function requirement({ id, title, note, seed, checks }: Control, paint: Paint): string {
  const lines = [wrap(`${paint.bold(id)}  ${title}`, WIDTH)];
  for (const text of [note, corrected(seed)]) {
    if (text !== null) lines.push(paint.dim(wrap(text, WIDTH, '  ')));
  }
  for (const { check, strength, reason } of checks) {
    lines.push(`  ${column(strength, 10)}  ${check}`, wrap(reason, WIDTH, ' '.repeat(14)));
  }
  if (checks.length === 0) lines.push('  not assessed: no check of this version bears on it');
  return lines.join('\n');
}

/** What users may have heard stays beside what is right. */
function corrected(seed: SeedClaim | null): string | null {
  return seed && `Known as ${seed.id}: "${seed.claim}" Correct: ${seed.corrected}`;
}

function head({ requirements, ...framework }: ControlFramework) {
  return {
    id: framework.id,
    title: framework.title,
    name: framework.name,
    version: framework.version,
    publisher: framework.publisher,
    source: framework.source,
    requirements: requirements.length,
    without_checks: requirements.filter(control => control.checks.length === 0).length,
    mappings: requirements.flatMap(control => control.checks).length,
  };
}

function body({ note, seed, requirements }: ControlFramework) {
  return {
    note,
    seed,
    requirements: requirements.map(({ titleKind, ...control }) => ({ ...control, title_kind: titleKind })),
  };
}
