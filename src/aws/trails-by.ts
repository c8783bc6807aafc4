/** Trails by what they name: the bucket, or the key, that several of them may share. */
import type { Read } from '../model/read.ts';
import { listed } from '../model/subject.ts';
import { type Trail, trail } from './cloudtrail.ts';

export interface Named {
  readonly name: string;
  /** ARNs of the trails that name it, sorted. */
  readonly trails: readonly string[];
}

/** `nameIn` gives undefined for a trail that names none. Sorted by name. */
export function trailsBy(read: Read, nameIn: (data: Trail) => string | undefined): readonly Named[] {
  const trails = new Map<string, string[]>();
  for (const { id, data } of listed(read, trail).subjects) {
    const name = nameIn(data);
    if (name !== undefined) trails.set(name, [...(trails.get(name) ?? []), id]);
  }
  return [...trails]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, arns]) => ({ name, trails: arns.sort() }));
}
