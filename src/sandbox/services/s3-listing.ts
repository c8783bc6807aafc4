/** Walks a bucket's objects for one page of a list: prefix, delimiter, where to begin, how many. */
import type { StoredObject } from '../history/delivered.ts';
import type { ObjectStore } from '../history/object-store.ts';

export interface ListRequest {
  readonly prefix: string;
  readonly delimiter: string | undefined;
  readonly after: string;
  readonly size: number;
}

export interface ListPage {
  readonly objects: readonly StoredObject[];
  readonly commonPrefixes: readonly string[];
  /** Where the next page begins: after the last key, or the last common prefix and all it stands for. */
  readonly last: string;
  readonly truncated: boolean;
}

export function listPage(store: ObjectStore, bucket: string, request: ListRequest, now: number): ListPage {
  const { prefix, delimiter, size } = request;
  const objects: StoredObject[] = [];
  const commonPrefixes: string[] = [];
  let last = request.after;
  let truncated = false;
  const groupOf = (key: string): string | undefined => {
    const end = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
    return end < 0 ? undefined : key.slice(0, end + (delimiter ?? '').length);
  };
  // A page that ended with a common prefix goes on after everything below it.
  let after = groupOf(last) === last ? afterAll(last) : last;
  while (!truncated) {
    let group: string | undefined;
    for (const object of store.from(bucket, { prefix, after }, now)) {
      if (objects.length + commonPrefixes.length >= size) {
        truncated = size > 0;
        break;
      }
      group = groupOf(object.key);
      last = group ?? object.key;
      if (group === undefined) objects.push(object);
      else {
        commonPrefixes.push(group);
        break;
      }
    }
    if (group === undefined) break;
    after = afterAll(group);
  }
  return { objects, commonPrefixes, last, truncated };
}

/** No key that begins so sorts after this. */
function afterAll(prefix: string): string {
  return `${prefix}\uffff`;
}
