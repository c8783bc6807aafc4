/** Every record of the snapshot in columns, without the bodies, which are stored once each and named by number. */
import type { Evidence } from '../../model/evidence.ts';
import type { EvidenceIndex } from '../../snapshot/index.ts';
import { numberedTexts } from './numbered.ts';

export interface EvidenceTable {
  /** By id, as rows are numbered. */
  readonly records: readonly Evidence[];
  readonly rowOf: ReadonlyMap<string, number>;
  readonly columns: unknown;
}

/** `bodies`: where in the page each distinct body stands, by its digest. */
export function evidenceTable(index: EvidenceIndex, bodyOf: (sha256: string) => number): EvidenceTable {
  const records = [...index.records()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const calls = numberedTexts();
  const accounts = numberedTexts();
  const regions = numberedTexts();
  const inputs = numberedTexts();
  return {
    records,
    rowOf: new Map(records.map(({ id }, at) => [id, at])),
    columns: {
      // The id is call/account/region/key.
      key: records.map(({ id }) => id.slice(id.lastIndexOf('/') + 1)),
      call: records.map(({ call }) => calls.of(call)),
      account: records.map(({ scope }) => accounts.of(scope.accountId)),
      region: records.map(({ scope }) => regions.of(scope.region)),
      input: records.map(({ input }) => inputs.of(JSON.stringify(input))),
      at: records.map(({ at }) => at),
      outcome: records.map(({ outcome }) => outcome),
      body: records.map(record => (record.outcome === 'answer' ? bodyOf(record.sha256) : -1)),
      requests: records.map(record => (record.outcome === 'gap' ? 0 : record.requestIds)),
      why: records.map(record =>
        record.outcome === 'gap' ? record.gap : record.outcome === 'absent' ? record.code : 0,
      ),
      calls: calls.list,
      accounts: accounts.list,
      regions: regions.list,
      inputs: inputs.list,
    },
  };
}
