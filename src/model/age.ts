/** How notes say how old a time is, and notes without it: all that changes in them while nothing but time goes by. */

const MINUTE = 60_000;
const units = [
  { name: 'day', ms: 24 * 60 * MINUTE, from: 48 * 60 * MINUTE },
  { name: 'hour', ms: 60 * MINUTE, from: 90 * MINUTE },
  { name: 'minute', ms: MINUTE, from: 0 },
] as const;

/** "10 minutes ago"; of a negative age "in 7 days". Stands behind the time itself and a comma. */
export function ageWords(ms: number): string {
  return ms >= 0 ? `${span(ms)} ago` : `in ${span(-ms)}`;
}

function span(ms: number): string {
  const unit = units.find(u => ms >= u.from) ?? units[2];
  const count = Math.round(ms / unit.ms);
  return `${count} ${unit.name}${count === 1 ? '' : 's'}`;
}

const SPAN = `\\d+ (?:${units.map(unit => unit.name).join('|')})s?`;
const AGED = new RegExp(`(\\d{4}-\\d{2}-\\d{2}T[^\\s,]+, )(?:${SPAN} (ago)|in ${SPAN})\\b`, 'g');

/** Only behind a time, which stays: with it nothing is lost but when it was looked at. What was to come and is past differs. */
export function withoutAges(note: string): string {
  return note.replaceAll(AGED, (_aged, time: string, ago?: string) => `${time}${ago ?? 'to come'}`);
}
