/** `trailproof checks`: the catalogue, or everything about one check. */
import { checks } from '../../checks/index.ts';
import { logicSha256 } from '../evidence/ids.ts';
import { loadChecklist, loadFrameworks, loadTools } from '../evidence/templates.ts';
import type { AnyCheck } from '../model/check.ts';
import { EXIT, type Io } from './io.ts';
import { createPaint } from './paint.ts';
import { neededCalls, selectChecks } from './select-checks.ts';
import { wrap } from './wrap.ts';

export function checksCommand(
  io: Io,
  flags: { readonly id?: string | undefined; readonly format: 'table' | 'json' },
): number {
  const selected =
    flags.id === undefined ? checks : selectChecks(checks, { include: [flags.id], exclude: [] });
  if (flags.format === 'json') io.stdout.write(`${JSON.stringify(selected.map(described), null, 2)}\n`);
  else if (flags.id === undefined) for (const check of selected) io.stdout.write(`${line(check)}\n`);
  else for (const check of selected) io.stdout.write(page(check, io));
  return EXIT.complete;
}

function line(check: AnyCheck): string {
  return `${check.id.padEnd(34)} ${(itemsOf(check).join(' ') || '+').padEnd(4)} ${check.severity.padEnd(9)} ${check.title}`;
}

function page(check: AnyCheck, io: Io): string {
  const paint = createPaint(io);
  const { calls, permissions } = described(check);
  const sections: [string, string | readonly string[]][] = [
    ['Decides', check.decides],
    ['Why', check.why],
    ['Fix', check.fix],
    ['Judges', `each of the ${check.subject.plural}; shows what is ${check.aspect}`],
    ['Calls', calls.join(', ')],
    ['Permissions', permissions.join(', ')],
    ['Checklist', itemsOf(check).join(', ') || 'extra: reported, but moves no scorecard'],
    ['Frameworks', frameworkLines(check)],
    ['Other tools', toolLines(check)],
    ['Documentation', check.links.join(' ')],
  ];
  const head = `${paint.bold(check.id)}  ${check.severity}\n${check.title}\n\n`;
  const body = sections.map(([name, text]) => {
    const paragraphs = [text].flat().map(paragraph => wrap(paragraph, 96, '  '));
    return `${paint.bold(name)}\n${paragraphs.join('\n')}\n`;
  });
  return head + body.join('\n');
}

function described(check: AnyCheck) {
  const calls = neededCalls([check]);
  const { id, version, title, severity, aspect, decides, why, fix, links } = check;
  return {
    id,
    version,
    title,
    severity,
    aspect,
    subject: check.subject.kind,
    decides,
    why,
    fix,
    links,
    calls: calls.map(call => call.id).sort(),
    permissions: [...new Set(calls.map(call => call.permission))].sort(),
    checklist: itemsOf(check),
    frameworks: mappingsOf(check),
    tools: rulesOf(check),
    logic_sha256: logicSha256(check),
  };
}

function itemsOf(check: AnyCheck): readonly string[] {
  const { requirements } = loadChecklist();
  return requirements.filter(r => r.checks.some(bearing => bearing.check === check.id)).map(r => r.id);
}

function mappingsOf({ id }: AnyCheck) {
  return loadFrameworks().flatMap(({ id: framework, version, requirements }) =>
    requirements.flatMap(({ id: control, title, note, checks: bearing }) =>
      bearing
        .filter(({ check }) => check === id)
        .map(({ strength, reason }) => ({ framework, version, control, title, strength, reason, note })),
    ),
  );
}

function frameworkLines(check: AnyCheck): readonly string[] {
  const mappings = mappingsOf(check);
  if (mappings.length === 0) return ['none: no requirement was found that it honestly bears on'];
  const frameworks = [...new Set(mappings.map(({ framework }) => framework))];
  return frameworks.map(framework => {
    const own = mappings.filter(mapping => mapping.framework === framework);
    return `${framework}: ${own.map(({ control, strength }) => `${control} (${strength})`).join(', ')}`;
  });
}

function rulesOf({ id }: AnyCheck) {
  return loadTools().checks[id] ?? [];
}

function toolLines(check: AnyCheck): readonly string[] {
  const rules = rulesOf(check);
  if (rules.length === 0) return ['none that was seen tests the like'];
  const { tools } = loadTools();
  return [...new Set(rules.map(({ tool }) => tool))].map(tool => {
    const own = rules.filter(rule => rule.tool === tool);
    return `${tools[tool] ?? tool}: ${own.map(({ id, match }) => `${id} (${match})`).join(', ')}`;
  });
}
