/** The buckets' contents as S3 sees them: folders known at once, their objects listed when somebody looks. */
import { buildCache } from './cache.ts';
import { deliveredObjects, type StoredObject } from './delivered.ts';
import type { Recording } from './recording.ts';
import { type Means, tamperedObjects } from './tamper.ts';
import { HOUR } from './times.ts';

export interface ObjectStore {
  find(bucket: string, key: string, now: number): StoredObject | undefined;
  /** In the order of their keys: those that begin with `prefix` and come after `after`. */
  from(bucket: string, place: { prefix: string; after: string }, now: number): Iterable<StoredObject>;
}

interface Folder {
  readonly path: string;
  readonly recordings: readonly Recording[];
}

/** Sorted by their keys. */
type Listing = readonly StoredObject[];

const objectsKept = 40_000;

export function buildObjectStore(recordings: () => readonly Recording[], means: Means): ObjectStore {
  let folders: ReadonlyMap<string, readonly Folder[]> | undefined;
  const listings = buildCache<Listing>(objectsKept, objects => objects.length + 1);

  const foldersOf = (bucket: string): readonly Folder[] => {
    folders ??= arrange(recordings());
    return folders.get(bucket) ?? [];
  };

  /** One listing is good for an hour: what comes later in it is there already, and nobody sees it yet. */
  const listingOf = (bucket: string, folder: Folder, now: number): Listing => {
    const from = now - (((now % HOUR) + HOUR) % HOUR);
    return listings(`${bucket}/${folder.path}@${from}`, () => {
      const until = from + HOUR;
      const objects = folder.recordings.flatMap(recording =>
        tamperedObjects(deliveredObjects(recording, until, means.contents), recording, means).filter(
          // A recording has a folder for its log files and one for its digests.
          ({ key }) => key.startsWith(folder.path),
        ),
      );
      return objects.sort(byKey);
    });
  };

  return {
    find: (bucket, key, now) => {
      const folder = foldersOf(bucket)[firstFrom(foldersOf(bucket), ({ path }) => path > key) - 1];
      if (folder === undefined || !key.startsWith(folder.path)) return undefined;
      const objects = listingOf(bucket, folder, now);
      const found = objects[firstFrom(objects, one => one.key >= key)];
      return found?.key === key && found.availableAt <= now ? found : undefined;
    },
    *from(bucket, { prefix, after }, now) {
      const all = foldersOf(bucket);
      const least = [prefix, after].sort().at(-1) ?? '';
      // The folder before the first that sorts after it may still hold it.
      const start = Math.max(0, firstFrom(all, ({ path }) => path > least) - 1);
      for (let at = start; at < all.length; at += 1) {
        const folder = all[at];
        if (folder === undefined) return;
        if (!folder.path.startsWith(prefix) && !prefix.startsWith(folder.path)) {
          if (folder.path > prefix) return;
          continue;
        }
        const objects = listingOf(bucket, folder, now);
        for (let index = firstFrom(objects, ({ key }) => key >= least); index < objects.length; index += 1) {
          const one = objects[index];
          if (one === undefined || !one.key.startsWith(prefix)) break;
          if (one.key !== after && one.availableAt <= now) yield one;
        }
      }
    },
  };
}

function arrange(recordings: readonly Recording[]): ReadonlyMap<string, readonly Folder[]> {
  const buckets = new Map<string, Map<string, Recording[]>>();
  for (const recording of recordings) {
    const { bucket } = recording.trail.description;
    const folders = buckets.get(bucket) ?? new Map<string, Recording[]>();
    buckets.set(bucket, folders);
    for (const path of [recording.logFolder, recording.digestFolder])
      folders.set(path, [...(folders.get(path) ?? []), recording]);
  }
  const sorted = [...buckets].map(([bucket, folders]): [string, readonly Folder[]] => {
    const list = [...folders].map(([path, members]) => ({ path, recordings: members }));
    return [bucket, list.sort((a, b) => (a.path < b.path ? -1 : 1))];
  });
  return new Map(sorted);
}

/** The first place of a sorted list where something holds, and then holds for all that follow. */
function firstFrom<Item>(list: readonly Item[], holds: (item: Item) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = list[middle];
    if (item !== undefined && holds(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function byKey(a: StoredObject, b: StoredObject): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
