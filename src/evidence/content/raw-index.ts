/** `raw/index.ndjson`: a reference for every piece of evidence, in one fixed order, pointing into the snapshot. */
import { canonical } from '../../model/json.ts';
import type { EvidenceIndex } from '../../snapshot/index.ts';
import { referencedRecords } from '../evidence-refs.ts';
import type { ContentFile } from './file.ts';

export function rawIndex(index: EvidenceIndex): ContentFile {
  return { path: 'raw/index.ndjson', content: () => lines(index) };
}

function* lines(index: EvidenceIndex): Generator<string> {
  for (const { ref, record } of referencedRecords(index)) {
    const { id, call, scope, input, outcome } = record;
    yield canonical({
      ref,
      id,
      action: call,
      input,
      account: scope.accountId,
      region: scope.region,
      time: record.at,
      outcome,
      request_ids: 'requestIds' in record ? record.requestIds : [],
      // The answer is the line of snapshot/bodies.ndjson with this digest.
      sha256: outcome === 'answer' ? record.sha256 : null,
    });
  }
}
