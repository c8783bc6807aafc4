/** Every check that judged, with the digest of its logic: provenance/checks.lock.json has the same. */
import type { AnyCheck } from '../../model/check.ts';
import { logicSha256 } from '../ids.ts';
import { aligned } from './line.ts';

export function checkCatalogue(checks: readonly AnyCheck[]) {
  const rows = checks.map(check => [check.id, String(check.version), logicSha256(check)]);
  const [head = '', ...lines] = aligned([['Check', 'Version', 'Logic, SHA-256'], ...rows]);
  return { head, lines };
}
