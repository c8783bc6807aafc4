/** Tampers with what was delivered: what the estate says somebody did to the objects of one recording. */
import type { KeyObject } from 'node:crypto';
import type { Tampering, TamperingKind } from '../schema/history.ts';
import {
  algorithmChanged,
  edited,
  emptyMemberAppended,
  hashEdited,
  inflated,
  memberAppended,
  notGzip,
  notJson,
  packedAgain,
  replacedBy,
  signedBy,
  signedLike,
  truncated,
  zerosAppended,
} from './altered.ts';
import { logsOf, slotsAtStart, tamperingOf, targetOf } from './changes.ts';
import { type Content, type Contents, packed } from './contents.ts';
import { object, type StoredObject } from './delivered.ts';
import { digestKey, type LogFile, logAt, type Slot } from './hours.ts';
import type { Recording } from './recording.ts';
import { dayPath, HOUR } from './times.ts';

export interface Means {
  readonly contents: Contents;
  readonly forged: () => KeyObject;
  /** Another account of the same trail, or else another region. */
  readonly sibling: (recording: Recording) => Recording | undefined;
}

interface Deed {
  readonly objects: readonly StoredObject[];
  readonly recording: Recording;
  readonly tampering: Tampering;
  readonly slots: readonly Slot[];
  readonly means: Means;
}

/** A deed against the digest of one hour, or a log file of it. */
interface Aimed extends Deed {
  readonly slot: Slot;
  readonly log: LogFile | undefined;
}

export function tamperedObjects(
  delivered: readonly StoredObject[],
  recording: Recording,
  means: Means,
): readonly StoredObject[] {
  const tamperings = tamperingOf(recording);
  if (tamperings.length === 0) return delivered;
  const slots = slotsAtStart(recording);
  let objects = delivered;
  for (const tampering of tamperings) {
    const deed: Deed = { objects, recording, tampering, slots, means };
    objects = sweeping[tampering.kind]?.(deed) ?? aimedAt(deed);
  }
  return objects;
}

/** These strike whole runs of objects. */
const sweeping: Partial<Record<TamperingKind, (deed: Deed) => readonly StoredObject[]>> = {
  'delete-newest-digests': deed => withoutDigests(deed, deed.slots.slice(-deed.tampering.hours)),
  'delete-all-digests': ({ objects }) => objects.filter(({ kind }) => kind !== 'digest'),
  'delete-account': () => [],
  'delete-digests': deed => {
    const first = deed.slots.findIndex(({ end }) => end === targetOf(deed.recording, deed.tampering)?.end);
    return withoutDigests(deed, first < 0 ? [] : deed.slots.slice(first, first + deed.tampering.hours));
  },
  'delete-history': deed => {
    const kept = targetOf(deed.recording, deed.tampering)?.end ?? Number.NEGATIVE_INFINITY;
    return withoutDigests(
      deed,
      deed.slots.filter(({ end }) => end < kept),
    );
  },
  // The newest are on their way: what has come, came in time.
  late: ({ objects, tampering }) =>
    objects.map(one =>
      one.kind === 'digest' ? { ...one, availableAt: one.availableAt + tampering.hours * HOUR } : one,
    ),
};

function withoutDigests({ objects, recording }: Deed, slots: readonly Slot[]): StoredObject[] {
  const gone = new Set(slots.map(slot => digestKey(recording, slot)));
  return objects.filter(({ key }) => !gone.has(key));
}

function aimedAt(deed: Deed): readonly StoredObject[] {
  const { recording, tampering, objects } = deed;
  const slot = targetOf(recording, tampering);
  const strike = aimed[tampering.kind];
  if (slot === undefined || strike === undefined) return objects;
  return strike({ ...deed, slot, log: logsOf(recording, slot)[0] });
}

type Strike = (deed: Aimed) => readonly StoredObject[];
type Alter = (content: Content) => Content;

/** What lies in the signed digests (changes.ts) is in none of these tables. */
const aimed: Partial<Record<TamperingKind, Strike>> = {
  'delete-log': deed => deed.objects.filter(({ key }) => key !== deed.log?.key),
  'truncate-log': log(() => truncated),
  'edit-log': log(() => edited),
  'recompress-log': log(() => packedAgain),
  'replace-log': log(deed => {
    const older = olderLog(deed);
    return older === undefined ? undefined : replacedBy(() => deed.means.contents.log(deed.recording, older));
  }),
  'append-member': either(() => memberAppended),
  'append-empty-member': either(() => emptyMemberAppended),
  'append-bytes': either(() => zerosAppended),
  'not-gzip': either(() => notGzip),
  'not-json': either(() => notJson),
  'inflate-bomb': either(() => inflated),
  archive: deed => changed(deed, eitherKey(deed), one => ({ ...one, storageClass: 'GLACIER' })),
  deny: deed => changed(deed, eitherKey(deed), one => ({ ...one, denied: true })),
  'edit-digest': digest(() => hashEdited),
  'swap-signature': digest(deed => signedLike(() => digestOf(deed, neighbour(deed)))),
  'wrong-algorithm': digest(() => algorithmChanged),
  'wrong-key': digest(deed => signedBy(deed.means.forged)),
  'move-digest': digest(deed => replacedBy(() => digestOf(deed, neighbour(deed)))),
  'copy-digest': digest(deed => {
    const other = deed.means.sibling(deed.recording);
    const slot =
      other === undefined ? undefined : slotsAtStart(other).findLast(({ start }) => start <= deed.slot.start);
    if (other === undefined || slot === undefined) return undefined;
    return replacedBy(() => deed.means.contents.digest(other, slot));
  }),
  'extra-log': deed => {
    const forged = logAt(deed.recording, Math.floor((deed.slot.start + deed.slot.end) / 2), 'extra');
    return added(deed, forged.key, () => deed.means.contents.log(deed.recording, forged));
  },
  'extra-object': deed => added(deed, `${folderOf(deed)}notes.txt`, () => plain('Nothing to see here.')),
  'odd-name': deed => {
    const genuine = logAt(deed.recording, deed.slot.end - 1, 'odd');
    const name = genuine.key.slice(folderOf(deed).length);
    const content = () => deed.means.contents.log(deed.recording, genuine);
    const above = { ...deed, objects: added(deed, `${folderOf(deed)}../../../${name}`, content) };
    return added(above, `${folderOf(deed)}odd \u0001\n+&${name}`, content);
  },
};

function log(how: (deed: Aimed) => Alter | undefined): Strike {
  return deed => altered(deed, deed.log?.key, how(deed));
}

function digest(how: (deed: Aimed) => Alter | undefined): Strike {
  return deed => altered(deed, digestKey(deed.recording, deed.slot), how(deed));
}

function either(how: (deed: Aimed) => Alter | undefined): Strike {
  return deed => altered(deed, eitherKey(deed), how(deed));
}

function eitherKey({ recording, tampering, slot, log }: Aimed): string | undefined {
  return tampering.object === 'digest' ? digestKey(recording, slot) : log?.key;
}

/** Whoever alters an object writes it again. */
function altered(deed: Aimed, key: string | undefined, alter: Alter | undefined): readonly StoredObject[] {
  if (alter === undefined) return deed.objects;
  return changed(deed, key, one => ({
    ...one,
    modifiedAt: deed.recording.openedAt,
    content: () => alter(one.content()),
  }));
}

function changed(
  { objects }: Aimed,
  key: string | undefined,
  change: (one: StoredObject) => StoredObject,
): readonly StoredObject[] {
  return objects.map(one => (one.key === key ? change(one) : one));
}

function added({ objects, recording }: Aimed, key: string, content: () => Content): readonly StoredObject[] {
  return [...objects, object(recording, 'other', key, recording.openedAt, content)];
}

function folderOf({ recording, slot }: Aimed): string {
  return `${recording.logFolder}${dayPath(slot.end)}/`;
}

function plain(text: string): Content {
  return { body: packed(text), metadata: {} };
}

/** The hour before, or for the first the one after it. */
function neighbour({ slot, slots }: Aimed): Slot {
  const index = slots.findIndex(({ end }) => end === slot.end);
  return slots[index - 1] ?? slots[index + 1] ?? slot;
}

function digestOf({ means, recording }: Aimed, slot: Slot): Content {
  return means.contents.digest(recording, slot);
}

function olderLog({ recording, slots, slot, log }: Aimed): LogFile | undefined {
  const logs = slots.filter(({ end }) => end <= slot.end).flatMap(one => logsOf(recording, one));
  return logs.findLast(({ deliveredAt }) => deliveredAt < (log?.deliveredAt ?? 0));
}
