/** Files of a bundle that are data, as text still to be written. */

export interface ContentFile {
  /** With `/`, below the bundle's folder. */
  readonly path: string;
  /** One string, or lines without their ends, made anew each time. */
  readonly content: string | (() => Iterable<string>);
}

export function textOf({ content }: ContentFile): string {
  return typeof content === 'string' ? content : [...content()].map(line => `${line}\n`).join('');
}

/** With sorted keys: an object read back from disk has them in another order than a live one. */
export function jsonFile(path: string, value: unknown): ContentFile {
  return { path, content: `${indented(value)}\n` };
}

/** Worked out when it is written, for files of which there are hundreds. */
export function lazyJsonFile(path: string, make: () => unknown): ContentFile {
  return { path, content: () => [indented(make())] };
}

function indented(value: unknown): string {
  return JSON.stringify(sorted(value), null, 2);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}

/** One segment of a path from a name that AWS or a user chose: nothing climbs, hides, or is too long. */
export function segment(name: string): string {
  const safe = name
    .replaceAll(/[^A-Za-z0-9._()-]/g, '_')
    .replace(/^\.+/, '_')
    .slice(0, 100);
  return safe === '' ? '_' : safe;
}
