/** What the evidence says about frameworks: a line for each, and what is not met where frameworks were named. */
import type { Audit, FrameworkOutcome } from '../model/audit.ts';
import type { Paint } from './paint.ts';
import { column, cut, wrap } from './wrap.ts';

export function frameworkSection(audit: Audit, paint: Paint, width: number, named: boolean): string {
  if (audit.frameworks.length === 0) return '';
  return [
    paint.bold('Frameworks: what the evidence supports, requirement by requirement'),
    ...audit.frameworks.flatMap(outcome => [
      cut(`  ${column(outcome.framework.id, 20)} ${tally(outcome)}`, width),
      ...(named ? notMet(outcome, paint, width) : []),
    ]),
    paint.dim(
      wrap(
        named
          ? 'Met means that the evidence supports it; whether a framework is kept, an assessor concludes.'
          : 'Requirements not met: --framework ID. Mappings and reasons: trailproof frameworks ID.',
        width,
        '  ',
      ),
    ),
  ].join('\n');
}

function tally({ met, notMet, notConcluded, notAssessed }: FrameworkOutcome): string {
  return `${met} met, ${notMet} not met, ${notConcluded} not concluded, ${notAssessed} not assessed`;
}

function notMet({ controls }: FrameworkOutcome, paint: Paint, width: number): string[] {
  return controls
    .filter(({ status }) => status === 'not-met')
    .flatMap(({ control, note }) => [
      cut(`    ${control.id}  ${control.title}`, width),
      paint.dim(wrap(note, width, '      ')),
    ]);
}
