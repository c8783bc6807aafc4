/** Tests a check by a table of worlds, and by itself takes away each piece of evidence and each field in turn. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { closureOf } from '../../src/aws/calls.ts';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import type { Result } from '../../src/model/audit.ts';
import type { AnyCheck } from '../../src/model/check.ts';
import type { Answer, Evidence } from '../../src/model/evidence.ts';
import { canonical } from '../../src/model/json.ts';
import type { Status } from '../../src/model/verdict.ts';
import type { EvidenceIndex, EvidenceSource } from '../../src/snapshot/index.ts';
import { collect, TAKEN_AT, type World } from './evidence.ts';

/** Why something may be missing without harm, by a field's name, or by how a record's id begins: a call, and perhaps where. */
export type Reasons = Readonly<Record<string, string>>;

export interface Case {
  readonly world: World;
  /** Only results of subjects whose id contains this; without it all results must have the status. */
  readonly subject?: string;
  readonly note?: string | RegExp;
  /** How many results there must be: one trail is not to be counted once a region. */
  readonly results?: number;
  /** Questions whose refusal leaves the verdict standing. */
  readonly harmless?: Reasons;
}

export type Cases = Readonly<Record<string, World | Case>>;
export type Table = { readonly pass: Cases; readonly fail: Cases } & {
  readonly [S in Exclude<Status, 'pass' | 'fail'>]?: Cases;
};

export interface Leniency {
  /** Questions whose refusal leaves the verdict standing, in every case. */
  readonly harmless?: Reasons;
  /** Fields whose absence has a documented meaning that is good news. */
  readonly absence?: Reasons;
  /** Why no world makes it pass; it must then be unknown in at least one. */
  readonly cannotPass?: string;
}

const statuses = ['pass', 'fail', 'not-applicable', 'unknown'] as const satisfies readonly Status[];

export function testCheck(check: AnyCheck, table: Table, leniency: Leniency = {}): void {
  const cases = statuses.flatMap(status =>
    Object.entries(table[status] ?? {}).map(([name, given]) => ({ status, name, given: asCase(given) })),
  );
  const calls = closureOf([...check.subject.needs, ...check.needs]);

  function run(world: World, source: EvidenceSource): Result[] {
    return evaluate({ ...world, source, takenAt: TAKEN_AT }, [check]);
  }

  describe(check.id, () => {
    it('has a passing and a failing case, and no case twice', () => {
      const best = leniency.cannotPass === undefined ? table.pass : (table.unknown ?? {});
      expect(Object.keys(best).length, 'passing cases').toBeGreaterThan(0);
      if (leniency.cannotPass !== undefined) expect(table.pass).toEqual({});
      expect(Object.keys(table.fail).length, 'failing cases').toBeGreaterThan(0);
      const seen = new Map<string, string>();
      for (const { name, given } of cases) {
        const text = fingerprint(given, collect(given.world, calls));
        expect(seen.get(text), `"${name}" is the same case as`).toBeUndefined();
        seen.set(text, name);
      }
    });

    it('stands where its id says', async () => {
      const path = new URL(`../../checks/${check.id}.ts`, import.meta.url);
      expect(existsSync(path)).toBe(true);
      const module = (await import(path.href)) as { default: AnyCheck };
      expect(module.default).toBe(check);
    });

    describe.each(cases)('$status: $name', ({ status, given }) => {
      const index = collect(given.world, calls);
      const base = run(given.world, index);

      it(`is ${status}`, () => {
        const asked = base.filter(r => r.subject.id.includes(given.subject ?? ''));
        expect(asked, 'results').not.toHaveLength(0);
        if (given.results !== undefined) expect(base).toHaveLength(given.results);
        for (const result of asked) {
          const { verdict } = result;
          expect({ of: result.subject.id, status: verdict.status, note: verdict.note }).toMatchObject({
            status,
          });
          if (verdict.status === 'unknown') expect(verdict.reason, verdict.note).not.toBe('defect');
          expect(verdict.note, 'a note is one sentence').toMatch(/^[^\n]{10,}\.$/);
          if (typeof given.note === 'string') expect(verdict.note).toContain(given.note);
          else if (given.note) expect(verdict.note).toMatch(given.note);
        }
      });

      it('never passes on evidence that is gone', () => {
        const harmless = { ...leniency.harmless, ...given.harmless };
        for (const { id, outcome } of index.records()) {
          if (outcome === 'gap') continue;
          const results = run(given.world, collect(given.world, calls, id));
          expect(results, `results without ${id}`).not.toHaveLength(0);
          for (const result of results) {
            const before = base.find(r => r.subject.id === result.subject.id);
            const bears = result.evidence.includes(id) || before?.evidence.includes(id) === true;
            const about = `${result.subject.id} without ${id}: ${result.verdict.note}`;
            expect(defectIn(result), about).toBeUndefined();
            if (!isGood(result) || begins(id, harmless)) continue;
            // Whatever was not good before cannot become so because something could not be read.
            expect(before?.verdict.status, about).toBe(result.verdict.status);
            if (bears) expect.fail(about);
          }
        }
      });

      it('never passes for a field that AWS left out', () => {
        const absence = leniency.absence ?? {};
        const harmless = { ...leniency.harmless, ...given.harmless };
        const looked = new Set<string>();
        run(given.world, watched(index, looked));
        for (const record of index.records()) {
          if (record.outcome !== 'answer') continue;
          for (const { field, path, data } of withoutEachField(record.data, '')) {
            const results = run(given.world, replaced(index, { ...record, data }));
            for (const result of results) {
              if (result.verdict.status !== 'pass') continue;
              const before = base.find(r => r.subject.id === result.subject.id);
              const about = `${result.subject.id} without ${field} of ${record.id}: ${result.verdict.note}`;
              if (absence[field] !== undefined) continue;
              // A subject that is listed no more, or was listed differently, has no verdict to compare with.
              expect(before?.verdict.status ?? 'pass', about).toBe('pass');
              if (before?.verdict.status !== 'pass' || !before.evidence.includes(record.id)) continue;
              const rested = before.verdict.observed.some(o => o.path === field && o.actual !== null);
              // The field was looked at, is said to matter, is gone, and still a pass: something was put in its place.
              if (rested && !begins(record.id, harmless))
                expect(looked, about).not.toContain(`${record.id} ${path}`);
            }
          }
        }
      });
    });
  });
}

function asCase(given: World | Case): Case {
  return 'world' in given ? given : { world: given };
}

function begins(id: string, reasons: Reasons): boolean {
  return Object.keys(reasons).some(key => id.startsWith(key));
}

function isGood({ verdict }: Result): boolean {
  return verdict.status === 'pass' || verdict.status === 'not-applicable';
}

function defectIn({ verdict }: Result): string | undefined {
  return verdict.status === 'unknown' && verdict.reason === 'defect' ? verdict.note : undefined;
}

function fingerprint({ world, subject }: Case, index: EvidenceIndex): string {
  const { population, parameters } = world;
  return canonical({ population, parameters, subject: subject ?? null, records: [...index.records()] });
}

function replaced(index: EvidenceIndex, record: Answer): EvidenceSource {
  return { complete: true, find: (id): Evidence | undefined => (id === record.id ? record : index.find(id)) };
}

/** Keeps account of every field that is read. */
function watched(index: EvidenceIndex, looked: Set<string>): EvidenceSource {
  const known = new Map<string, Evidence>();
  return {
    complete: true,
    find(id): Evidence | undefined {
      const record = known.get(id) ?? index.find(id);
      if (record?.outcome !== 'answer' || known.has(id)) return record;
      const watching = { ...record, data: watch(record.data, id, '', looked) };
      known.set(id, watching);
      return watching;
    },
  };
}

function watch(data: unknown, id: string, path: string, looked: Set<string>): unknown {
  if (typeof data !== 'object' || data === null) return data;
  const inner = new Map<string, unknown>();
  return new Proxy(data, {
    get(target, key, receiver) {
      const value: unknown = Reflect.get(target, key, receiver);
      if (typeof key !== 'string' || !Object.hasOwn(target, key) || key === 'length') return value;
      looked.add(`${id} ${path}/${key}`);
      if (!inner.has(key)) inner.set(key, watch(value, id, `${path}/${key}`, looked));
      return inner.get(key);
    },
  });
}

interface Lesser {
  readonly field: string;
  readonly path: string;
  readonly data: unknown;
}

/** Copies of the data, each without one field, however deep it lies. */
function* withoutEachField(data: unknown, path: string): Iterable<Lesser> {
  if (Array.isArray(data)) {
    for (const [at, item] of data.entries()) {
      for (const less of withoutEachField(item, `${path}/${at}`))
        yield { ...less, data: data.with(at, less.data) };
    }
  } else if (typeof data === 'object' && data !== null) {
    for (const [field, value] of Object.entries(data)) {
      const { [field]: _gone, ...rest } = data as Record<string, unknown>;
      yield { field, path: `${path}/${field}`, data: rest };
      for (const less of withoutEachField(value, `${path}/${field}`))
        yield { ...less, data: { ...data, [field]: less.data } };
    }
  }
}
