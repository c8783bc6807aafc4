/** Evidence in memory, found by id. Equal bodies are kept once. */
import type { Evidence } from '../model/evidence.ts';

export interface EvidenceSource {
  find(id: string): Evidence | undefined;
  /** false: the run was stopped, so a question without a record was not asked. */
  readonly complete: boolean;
}

export class EvidenceIndex implements EvidenceSource {
  readonly #records = new Map<string, Evidence>();
  readonly #bodies = new Map<string, unknown>();
  complete = false;

  add(record: Evidence): void {
    if (this.#records.has(record.id)) throw new Error(`There is already a record of ${record.id}.`);
    this.#records.set(record.id, this.#shareBody(record));
  }

  find(id: string): Evidence | undefined {
    return this.#records.get(id);
  }

  has(id: string): boolean {
    return this.#records.has(id);
  }

  get size(): number {
    return this.#records.size;
  }

  records(): Iterable<Evidence> {
    return this.#records.values();
  }

  #shareBody(record: Evidence): Evidence {
    if (record.outcome !== 'answer') return record;
    const known = this.#bodies.get(record.sha256);
    if (known !== undefined) return { ...record, data: known };
    this.#bodies.set(record.sha256, record.data);
    return record;
  }
}
