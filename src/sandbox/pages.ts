/** Cuts lists into pages. A token says which page of which list comes next, and is refused for any other list. */

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

export interface PageRequest {
  readonly list: string;
  readonly token: string | undefined;
  readonly size: number;
  /** Begin with an empty page that carries a token: AWS may, and clients must go on. */
  readonly emptyFirst?: boolean;
}

/** Undefined when the token belongs to no page of this list. */
export function pageOf<Item>(items: readonly Item[], request: PageRequest): Page<Item> | undefined {
  const { list, token, size } = request;
  const place = token === undefined ? { list, offset: 0, page: 0 } : readToken(token);
  if (place === undefined || place.list !== list || place.offset > items.length) return undefined;
  if (request.emptyFirst === true && token === undefined) return { items: [], next: writeToken(list, 0, 1) };
  const end = place.offset + size;
  if (place.offset === 0 && end >= items.length) return { items, next: undefined };
  return {
    items: items.slice(place.offset, end),
    next: end < items.length ? writeToken(list, end, place.page + 1) : undefined,
  };
}

/** How many pages came before the one this token asks for; 0 without a token. */
export function pagesBefore(token: string | undefined): number {
  return token === undefined ? 0 : (readToken(token)?.page ?? 0);
}

export function writeToken(list: string, offset: number, page: number): string {
  return Buffer.from(JSON.stringify([list, offset, page])).toString('base64url');
}

export function readToken(token: string): { list: string; offset: number; page: number } | undefined {
  try {
    const [list, offset, page]: unknown[] = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (typeof list === 'string' && typeof offset === 'number' && typeof page === 'number')
      return { list, offset, page };
  } catch {}
  return undefined;
}
