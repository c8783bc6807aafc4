/** What an account shows of its own GuardDuty detector, where no administrator's view settles the matter. Pure. */
import { detectorOf, getDetector } from '../../src/aws/guardduty.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Scope } from '../../src/model/scope.ts';
import { fail, type Observed, observed, type Verdict } from '../../src/model/verdict.ts';

type Detector = ReturnType<typeof detectorRead>;

/** Without a detector, or with one that is not ENABLED, it fails; of one that runs `judge` decides. */
export function judgeOwnDetector(
  read: Read,
  scope: Scope,
  judge: (detector: Detector, running: Observed) => Verdict,
): Verdict {
  const DetectorId = detectorOf(read, scope);
  if (DetectorId === undefined) {
    return fail('There is no detector, as the account itself shows.', [
      observed('DetectorIds', 'one detector', []),
    ]);
  }
  const detector = detectorRead(read, scope, DetectorId);
  const status = must(detector.Status, 'Status');
  const running = observed('Status', 'ENABLED', status);
  if (status !== 'ENABLED') return fail(`The detector is ${status}, as the account itself shows.`, [running]);
  return judge(detector, running);
}

function detectorRead(read: Read, scope: Scope, DetectorId: string) {
  return read.get(getDetector, scope, { DetectorId });
}
