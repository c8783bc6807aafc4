/** The time stamp of a bundle, where there is one. */
import { IntegrityError } from '../../model/error.ts';
import type { Bundle } from '../bundle.ts';
import { readWhole } from '../lines.ts';
import { STAMP, stampedFile } from '../manifest.ts';
import { type Anchors, checkTimestamp, type TimestampFound } from './check.ts';
import { TimestampFault } from './fault.ts';

const LARGEST = 256 * 1024;

/** null: the bundle is not stamped. `stamped`: the very text that was checked, not what a second reading might give. */
export async function verifyStamp(
  bundle: Bundle,
  stamped: { readonly envelope: string | null; readonly manifest: string },
  anchors: Anchors,
): Promise<TimestampFound | null> {
  if (!bundle.sizes.has(STAMP)) {
    if (anchors === undefined) return null;
    const message = 'The bundle is not stamped, and a CA was given to check its time stamp with.';
    throw new IntegrityError('NOT_STAMPED', null, message);
  }
  const name = stampedFile(file => bundle.sizes.has(file));
  const stamp = await readWhole(bundle.read(STAMP), STAMP, LARGEST);
  const bytes = Buffer.from(stamped.envelope ?? stamped.manifest);
  try {
    return checkTimestamp(stamp, { name, bytes }, anchors);
  } catch (error) {
    if (!(error instanceof TimestampFault)) throw error;
    throw new IntegrityError(error.code, STAMP, error.message, error);
  }
}
