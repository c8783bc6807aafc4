/** The estates that come with the package. */
import { exemplary } from './exemplary.ts';
import { reference } from './reference.ts';
import { scale } from './scale.ts';

export const builtInEstates = { reference, exemplary, scale };
