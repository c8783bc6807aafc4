/** Colour, only on a terminal and only where nobody asked for none (https://no-color.org). */
import picocolors from 'picocolors';
import type { Io } from './io.ts';

export type Paint = ReturnType<typeof picocolors.createColors>;

export function createPaint(io: Io): Paint {
  const refused = (io.env.NO_COLOR ?? '') !== '' || io.env.TERM === 'dumb';
  return picocolors.createColors(io.stdout.isTTY && !refused);
}
