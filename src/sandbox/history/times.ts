/** Times of log files and digests: whole seconds since 1970, and the forms CloudTrail writes them in. */
import { timeAt } from '../clock.ts';

export const HOUR = 3600;
export const DAY = 86_400;

/** 2026-11-20T09:15:31Z */
export function isoTime(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/** 20261120T091531Z */
export function compactTime(seconds: number): string {
  return isoTime(seconds).replace(/[-:]/g, '');
}

/** 2026/11/20 */
export function dayPath(seconds: number): string {
  return isoTime(seconds).slice(0, 10).replaceAll('-', '/');
}

export function secondsAt(text: string, now: Date): number {
  return Math.floor(timeAt(text, now).getTime() / 1000);
}
