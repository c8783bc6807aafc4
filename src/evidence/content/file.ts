/** A file of the bundle, as text still to be written. */
export interface ContentFile {
  /** With `/`, below the bundle's folder. */
  readonly path: string;
  /** One string, or lines without their ends. */
  readonly content: string | Iterable<string>;
}

export function jsonFile(path: string, value: unknown): ContentFile {
  return { path, content: `${JSON.stringify(value, null, 2)}\n` };
}

/** One segment of a path from a name that AWS or a user chose: nothing climbs, hides, or is too long. */
export function segment(name: string): string {
  const safe = name
    .replaceAll(/[^A-Za-z0-9._()-]/g, '_')
    .replace(/^\.+/, '_')
    .slice(0, 100);
  return safe === '' ? '_' : safe;
}
