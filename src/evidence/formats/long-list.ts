/** JSON of which the long lists are made while they are written, a line for each member: nobody holds all of it. */
import { randomUUID } from 'node:crypto';

export class LongList {
  readonly make: () => Iterable<unknown>;

  constructor(make: () => Iterable<unknown>) {
    this.make = make;
  }
}

export function longList<T>(all: readonly T[], of: (one: T) => unknown): LongList {
  return new LongList(function* () {
    for (const one of all) yield of(one);
  });
}

/** Lines without their ends. Members that are undefined are left out, as JSON.stringify does. */
export function* jsonLines(document: unknown): Generator<string> {
  const lists: LongList[] = [];
  // Where a list stands; nobody can have put it into a name.
  const mark = randomUUID();
  let rest = JSON.stringify(document, (_key, value: unknown) =>
    value instanceof LongList ? `${mark}/${lists.push(value)}` : value,
  );
  for (const [at, list] of lists.entries()) {
    const place = `"${mark}/${at + 1}"`;
    const start = rest.indexOf(place);
    yield `${rest.slice(0, start)}[`;
    let before: string | undefined;
    for (const member of list.make()) {
      if (before !== undefined) yield `${before},`;
      before = JSON.stringify(member);
    }
    if (before !== undefined) yield before;
    rest = `]${rest.slice(start + place.length)}`;
  }
  yield rest;
}
