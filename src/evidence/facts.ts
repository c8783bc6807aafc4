/**
 * The facts digest: one number for what was found, the same whenever the same is found.
 *
 * It is the SHA-256 of the canonical JSON (RFC 8785) of
 *   {"evaluations": E, "evidence": S, "population": P, "schema": "facts/1"}
 * where each of the three is a SHA-256 in hex:
 *   E  of the lines of evaluations.ndjson, in their order, each without run_id and evaluation_id, each ended by LF;
 *   S  of the SHA-256 (hex and LF) of one line for each record of snapshot/evidence.ndjson, those digests sorted;
 *      the line is canonical JSON: id and outcome, and of an answer its sha256, of an absence its code, of a gap its
 *      reason, code, permission and because. Of an assumed session only that it opened: its name holds the run id;
 *   P  of the canonical JSON of snapshot/population.json.
 * Neither run, time, request id, tool version nor the order of asking goes in.
 */
import { createHash } from 'node:crypto';
import { ASSUME_ROLE } from '../aws/assume-role.ts';
import type { Audit } from '../model/audit.ts';
import type { Evidence } from '../model/evidence.ts';
import { canonical } from '../model/json.ts';
import type { EvidenceIndex } from '../snapshot/index.ts';
import { sha256 } from '../snapshot/question.ts';
import { evaluations } from './evaluations.ts';

/** A record as it stands on disk: an answer points at its body. */
export type StoredRecord = Evidence extends infer R ? (R extends unknown ? Omit<R, 'data'> : never) : never;

export interface Facts {
  /** A line of evaluations.ndjson, parsed. */
  evaluation(line: Readonly<Record<string, unknown>>): void;
  evidence(record: StoredRecord): void;
  population(population: unknown): void;
  digest(): string;
}

export function createFacts(): Facts {
  const evaluations = createHash('sha256');
  const records: string[] = [];
  let population = '';
  return {
    evaluation({ run_id: _run, evaluation_id: _evaluation, ...found }) {
      evaluations.update(`${canonical(found)}\n`);
    },
    evidence(record) {
      records.push(sha256(canonical(factOf(record))));
    },
    population(found) {
      population = sha256(canonical(found));
    },
    digest() {
      const evidence = createHash('sha256');
      for (const record of records.sort()) evidence.update(`${record}\n`);
      return sha256(
        canonical({
          schema: 'facts/1',
          evaluations: evaluations.digest('hex'),
          evidence: evidence.digest('hex'),
          population,
        }),
      );
    },
  };
}

const digests = new WeakMap<EvidenceIndex, WeakMap<Audit, string>>();

/** Every judgement and every record goes in, so it is worked out once for the report, its seal and its replay. */
export function factsSha256(audit: Audit, index: EvidenceIndex): string {
  const made = digests.get(index) ?? new WeakMap<Audit, string>();
  digests.set(index, made);
  const digest = made.get(audit) ?? digestOf(audit, index);
  made.set(audit, digest);
  return digest;
}

function digestOf(audit: Audit, index: EvidenceIndex): string {
  const facts = createFacts();
  for (const evaluation of evaluations(audit)) facts.evaluation(evaluation);
  for (const record of index.records()) facts.evidence(record);
  facts.population(audit.population);
  return facts.digest();
}

function factOf(record: StoredRecord) {
  const { id, outcome } = record;
  switch (record.outcome) {
    case 'answer':
      return record.call === ASSUME_ROLE.id ? { id, outcome } : { id, outcome, sha256: record.sha256 };
    case 'absent':
      return { id, outcome, code: record.code };
    case 'gap': {
      const { reason, code, permission, because = null } = record.gap;
      return { id, outcome, reason, code, permission, because };
    }
  }
}
