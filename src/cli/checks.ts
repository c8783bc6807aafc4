/** `trailproof checks`: the catalogue, or everything about one check. */
import { checks } from '../../checks/index.ts';
import { iamActions } from '../aws/calls.ts';
import { logicSha256 } from '../evidence/ids.ts';
import { loadChecklist, loadFrameworks, loadTools } from '../evidence/templates.ts';
import type { AnyCheck } from '../model/check.ts';
import type { ControlFramework, Framework, Tools } from '../model/framework.ts';
import { grouped } from '../model/grouped.ts';
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
  const templates = { checklist: loadChecklist(), frameworks: loadFrameworks(), tools: loadTools() };
  if (flags.format === 'json') {
    const all = selected.map(check => described(check, templates));
    io.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
  } else if (flags.id === undefined) {
    for (const check of selected) io.stdout.write(`${line(check, templates)}\n`);
  } else {
    for (const check of selected) io.stdout.write(page(check, templates, io));
  }
  return EXIT.complete;
}

/** Read once: every check is looked up in all of them. */
interface Templates {
  readonly checklist: Framework;
  readonly frameworks: readonly ControlFramework[];
  readonly tools: Tools;
}

function line(check: AnyCheck, { checklist }: Templates): string {
  return `${check.id.padEnd(34)} ${(itemsOf(check, checklist).join(' ') || '+').padEnd(4)} ${check.severity.padEnd(9)} ${check.title}`;
}

function page(check: AnyCheck, templates: Templates, io: Io): string {
  const paint = createPaint(io);
  const { calls, permissions } = described(check, templates);
  const sections: [string, string | readonly string[]][] = [
    ['Decides', check.decides],
    ['Why', check.why],
    ['Fix', check.fix],
    ['Judges', `each of the ${check.subject.plural}; shows what is ${check.aspect}`],
    ['Calls', calls.join(', ')],
    ['Permissions', permissions.join(', ')],
    [
      'Checklist',
      itemsOf(check, templates.checklist).join(', ') || 'extra: reported, but moves no scorecard',
    ],
    ['Frameworks', frameworkLines(mappingsOf(check, templates.frameworks))],
    ['Other tools', toolLines(check, templates.tools)],
    ['Documentation', check.links.join(' ')],
  ];
  const head = `${paint.bold(check.id)}  ${check.severity}\n${check.title}\n\n`;
  const body = sections.map(([name, text]) => {
    const paragraphs = [text].flat().map(paragraph => wrap(paragraph, 96, '  '));
    return `${paint.bold(name)}\n${paragraphs.join('\n')}\n`;
  });
  return head + body.join('\n');
}

function described(check: AnyCheck, { checklist, frameworks, tools }: Templates) {
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
    permissions: iamActions(calls),
    checklist: itemsOf(check, checklist),
    frameworks: mappingsOf(check, frameworks),
    tools: rulesOf(check, tools),
    logic_sha256: logicSha256(check),
  };
}

function itemsOf(check: AnyCheck, { requirements }: Framework): readonly string[] {
  return requirements.filter(r => r.checks.some(bearing => bearing.check === check.id)).map(r => r.id);
}

function mappingsOf({ id }: AnyCheck, frameworks: readonly ControlFramework[]) {
  return frameworks.flatMap(({ id: framework, version, requirements }) =>
    requirements.flatMap(({ id: control, title, note, checks: bearing }) =>
      bearing
        .filter(({ check }) => check === id)
        .map(({ strength, reason }) => ({ framework, version, control, title, strength, reason, note })),
    ),
  );
}

function frameworkLines(mappings: ReturnType<typeof mappingsOf>): readonly string[] {
  if (mappings.length === 0) return ['none: no requirement was found that it honestly bears on'];
  const byFramework = grouped(mappings, ({ framework }) => framework);
  return [...byFramework].map(
    ([framework, own]) =>
      `${framework}: ${own.map(({ control, strength }) => `${control} (${strength})`).join(', ')}`,
  );
}

function rulesOf({ id }: AnyCheck, { checks: rules }: Tools) {
  return rules[id] ?? [];
}

function toolLines(check: AnyCheck, templates: Tools): readonly string[] {
  const rules = rulesOf(check, templates);
  if (rules.length === 0) return ['none that was seen tests the like'];
  const { tools } = templates;
  return [...new Set(rules.map(({ tool }) => tool))].map(tool => {
    const own = rules.filter(rule => rule.tool === tool);
    return `${tools[tool] ?? tool}: ${own.map(({ id, match }) => `${id} (${match})`).join(', ')}`;
  });
}
