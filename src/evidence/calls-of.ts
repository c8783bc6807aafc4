/** The calls whose answers a check reads directly: its own and its subject's. */
import type { AnyCheck } from '../model/check.ts';

export function callsFor(check: AnyCheck): readonly string[] {
  return [...new Set([...check.subject.needs, ...check.needs].map(call => call.id))].sort();
}
