/** What CloudTrail put into the bucket for one recording, before anybody touched it. */
import type { Content, Contents } from './contents.ts';
import { backfillsOf, digestKey, logsBetween, slotsUntil } from './hours.ts';
import type { Recording } from './recording.ts';

export interface StoredObject {
  readonly key: string;
  readonly kind: 'log' | 'digest' | 'other';
  /** Before this moment nobody sees it. */
  readonly availableAt: number;
  readonly modifiedAt: number;
  readonly storageClass: 'STANDARD' | 'GLACIER';
  /** S3 refuses to give it out, whoever asks. */
  readonly denied: boolean;
  readonly kmsKeyId: string | undefined;
  content(): Content;
}

export function deliveredObjects(recording: Recording, until: number, contents: Contents): StoredObject[] {
  const { trail, openedAt, digestDelay } = recording;
  const slots = slotsUntil(recording, until);
  const backfills = backfillsOf(recording, slots);
  const first = recording.segments[0]?.from ?? openedAt;
  const late = backfills.flatMap(({ logs }) => logs).filter(({ deliveredAt }) => deliveredAt <= until);
  const logs = [...logsBetween(recording, first, until + 1), ...late].map(log =>
    object(recording, 'log', log.key, log.deliveredAt, () => contents.log(recording, log)),
  );
  if (!trail.description.logFileValidation) return logs;
  const digests = slots.map(slot =>
    object(recording, 'digest', digestKey(recording, slot), slot.deliveredAt, () =>
      contents.digest(recording, slot),
    ),
  );
  const filling = backfills.map(({ slot, generatedAt }, index) =>
    object(recording, 'digest', digestKey(recording, slot, '_backfill'), generatedAt + digestDelay, () =>
      contents.backfill(recording, backfills, index),
    ),
  );
  const accepted = filling.filter(({ availableAt }) => availableAt <= recording.digestsRefusedAt);
  return [...logs, ...digests, ...accepted];
}

export function object(
  { trail }: Recording,
  kind: StoredObject['kind'],
  key: string,
  at: number,
  content: () => Content,
): StoredObject {
  return {
    key,
    kind,
    availableAt: at,
    modifiedAt: at,
    storageClass: 'STANDARD',
    denied: false,
    kmsKeyId: trail.description.kmsKeyId,
    content,
  };
}
