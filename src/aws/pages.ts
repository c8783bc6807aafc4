/** All pages of an answer as one, or an error: half a list is not an answer. */

interface Page {
  readonly $metadata?: { readonly requestId?: string };
}

export interface Pages {
  readonly $metadata: { readonly requestIds: readonly string[] };
}

/** A page token that comes back unchanged would make an endless list, or, cut short, half a one. */
export class RepeatedPageToken extends Error {
  constructor() {
    super('AWS returned the same page token twice, so the list cannot be read to its end.');
    this.name = 'RepeatedPageToken';
  }
}

/** A page without the list that AWS always sends there has lost something: its other fields do not make it an answer. */
export class MissingList extends Error {
  constructor(field: string) {
    super(`AWS's answer lacks ${field}, so the list cannot be read to its end.`);
    this.name = 'MissingList';
  }
}

/** The list of a page on which it stands even if it is empty. */
export function listOn<P, F extends keyof P & string>(field: F): (page: P) => NonNullable<P[F]> {
  return page => {
    const list = page[field];
    if (list === undefined || list === null) throw new MissingList(field);
    return list;
  };
}

export async function everyPage<P extends Page, T>(
  pages: AsyncIterable<P>,
  items: (page: P) => readonly T[] | undefined,
  token: (page: P) => string | undefined,
): Promise<{ items: T[] } & Pages> {
  const all: T[] = [];
  const requestIds: string[] = [];
  let last: string | undefined;
  for await (const page of pages) {
    all.push(...(items(page) ?? []));
    if (page.$metadata?.requestId !== undefined) requestIds.push(page.$metadata.requestId);
    const next = token(page);
    if (next !== undefined && next === last) throw new RepeatedPageToken();
    last = next;
  }
  return { items: all, $metadata: { requestIds } };
}
