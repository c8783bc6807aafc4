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
