/** The face of the room: what a trail records. Pure; knows neither AWS calls nor checks. */
export type { SelectorsAnswer } from './answer.ts';
export type { Coverage, MissingRegion } from './coverage.ts';
export type { EventClass } from './event-class.ts';
export { recorded } from './recorded.ts';
export { type Condition, isInRegion, type Pattern, type Region } from './region.ts';
export type { Ignored, SelectorRef } from './rule.ts';
export type { EventExample } from './witness.ts';
