/** AWS's answers word for word, as many as fit: first those that a failure or an unknown rests on, long ones last. */

import type { Audit } from '../../model/audit.ts';
import { canonical } from '../../model/json.ts';
import { isOpen } from '../../model/verdict.ts';
import type { EvidenceIndex } from '../../snapshot/index.ts';
import { packedText } from './data-block.ts';

/** So much text is packed, and unpacked in the page, at once. */
const CHUNK = 512 * 1024;
/** One body of this length must not keep a thousand others out. */
const LONG = 256 * 1024;

export interface Body {
  readonly sha256: string;
  /** Canonical JSON, of which `sha256` is the digest. */
  readonly text: string;
}

export interface PackedBodies {
  /** One body a line. */
  readonly chunks: readonly string[];
  /** How many bodies each chunk holds, in the order in which they were given. */
  readonly sizes: readonly number[];
}

/** Each distinct body once, in the order in which they go in: the same in every run. */
export function rankedBodies(audit: Audit, index: EvidenceIndex): readonly Body[] {
  const wanted = new Set<string>();
  for (const { verdict, evidence } of audit.results) {
    if (isOpen(verdict)) for (const id of evidence) wanted.add(id);
  }
  const bodies = new Map<string, Body & { id: string; rank: number }>();
  for (const record of index.records()) {
    if (record.outcome !== 'answer') continue;
    const { id, sha256, data } = record;
    const asked = wanted.has(id) ? 0 : 1;
    const known = bodies.get(sha256);
    if (known === undefined) {
      const text = canonical(data);
      bodies.set(sha256, { sha256, text, id, rank: asked + (text.length > LONG ? 2 : 0) });
      continue;
    }
    known.rank = Math.min(known.rank, asked + (known.rank & 2));
    if (id < known.id) known.id = id;
  }
  return [...bodies.values()].sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1));
}

/** Fills chunks until the next one would pass the budget, counted in characters of the page. */
export function packBodies(ranked: readonly Body[], budget: number): PackedBodies {
  const chunks: string[] = [];
  const sizes: number[] = [];
  let left = budget;
  for (const lines of inChunks(ranked)) {
    const packed = packedText(lines.join('\n'));
    left -= packed.length;
    if (left < 0) break;
    chunks.push(packed);
    sizes.push(lines.length);
  }
  return { chunks, sizes };
}

function* inChunks(ranked: readonly Body[]): Generator<readonly string[]> {
  let lines: string[] = [];
  let length = 0;
  for (const { text } of ranked) {
    if (length > 0 && length + text.length > CHUNK) {
      yield lines;
      lines = [];
      length = 0;
    }
    lines.push(text);
    length += text.length;
  }
  if (lines.length > 0) yield lines;
}
