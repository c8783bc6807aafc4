/** Questions about all texts that patterns match: a text in these and not in those, inclusion, intersection. */
import type { Glob, Step } from './glob.ts';
import { glob, matches, takes } from './glob.ts';

/** A text; or that there is none; or that the search was given up. */
export type Witness =
  | { readonly found: 'text'; readonly text: string }
  | { readonly found: 'none' }
  | { readonly found: 'undecided' };

/** Far above what policies need; a pattern made to explode ends here instead of in the night. */
const MOST_STATES = 20_000;
const readable = 'xyzabcdefghijklmnopqrstuvw0123456789-_./';

/** A text that all of `inside` match and none of `outside`; one of `preferred` if it will do. */
export function witness(
  inside: readonly (string | Glob)[],
  outside: readonly (string | Glob)[] = [],
  preferred: readonly string[] = [],
): Witness {
  const ins = inside.map(compiled);
  const outs = outside.map(compiled);
  const good = (text: string) =>
    ins.every(pattern => matches(pattern, text)) && !outs.some(pattern => matches(pattern, text));
  const suggestion = preferred.find(good);
  if (suggestion !== undefined) return { found: 'text', text: suggestion };
  if (outs.some(takesEverything) || outs.some(out => ins.some(pattern => areSame(pattern, out)))) {
    return { found: 'none' };
  }
  // One of them is plain text: that, or nothing.
  const plain = ins.find(pattern => pattern.steps.every(isLetter));
  if (plain !== undefined) {
    const text = plain.steps.map(step => step.accepts).join('');
    return good(text) ? { found: 'text', text } : { found: 'none' };
  }
  return search(ins, outs);
}

/** Whether everything that `narrower` matches, `wider` matches too. Undecided counts as no. */
export function includes(wider: string | Glob, narrower: string | Glob): boolean {
  return witness([narrower], [wider]).found === 'none';
}

/** Whether some text matches both. Undecided counts as yes. */
export function intersects(a: string | Glob, b: string | Glob): boolean {
  return witness([a, b]).found !== 'none';
}

function compiled(pattern: string | Glob): Glob {
  return typeof pattern === 'string' ? glob(pattern) : pattern;
}

function takesEverything(pattern: Glob): boolean {
  return pattern.steps.length > 0 && pattern.steps.every(isStar);
}

function areSame(a: Glob, b: Glob): boolean {
  if (a.steps.length !== b.steps.length) return false;
  return a.steps.every((step, i) => {
    const other = b.steps[i];
    return step.accepts === other?.accepts && step.refuses === other.refuses && step.many === other.many;
  });
}

function isLetter(step: Step): boolean {
  return !step.many && step.accepts?.length === 1;
}

function isStar(step: Step): boolean {
  return step.many && step.accepts === null && step.refuses === '';
}

/** Where each pattern may stand after a text: positions before a step, sorted. */
type Positions = readonly number[];

interface State {
  readonly ins: readonly Positions[];
  readonly outs: readonly Positions[];
  readonly text: string;
}

/** Breadth first over the product of the patterns' automata, made deterministic on the way: the shortest text. */
function search(ins: readonly Glob[], outs: readonly Glob[]): Witness {
  const alphabet = alphabetOf([...ins, ...outs]);
  const start: State = { ins: ins.map(g => closure(g, [0])), outs: outs.map(g => closure(g, [0])), text: '' };
  const seen = new Set([keyOf(start)]);
  let wave: State[] = [start];
  while (wave.length > 0) {
    const next: State[] = [];
    for (const state of wave) {
      if (state.ins.every((at, i) => ended(ins[i], at)) && !state.outs.some((at, i) => ended(outs[i], at))) {
        return { found: 'text', text: state.text };
      }
      for (const char of worthTrying(state, ins, alphabet)) {
        const after = advance(state, char, ins, outs);
        if (after === null) continue;
        const key = keyOf(after);
        if (seen.has(key)) continue;
        if (seen.size >= MOST_STATES) return { found: 'undecided' };
        seen.add(key);
        next.push(after);
      }
    }
    wave = next;
  }
  return { found: 'none' };
}

/** Where a pattern insists on a few characters, no others need trying. */
function worthTrying(state: State, ins: readonly Glob[], alphabet: readonly string[]): Iterable<string> {
  for (const [i, pattern] of ins.entries()) {
    const accepted = (state.ins[i] ?? []).map(position => {
      const step = pattern.steps[position];
      return step === undefined ? '' : step.accepts;
    });
    if (accepted.every(chars => chars !== null)) return new Set(accepted.join(''));
  }
  return alphabet;
}

function advance(state: State, char: string, ins: readonly Glob[], outs: readonly Glob[]): State | null {
  const nextIns: Positions[] = [];
  for (const [i, pattern] of ins.entries()) {
    const at = move(pattern, state.ins[i] ?? [], char);
    if (at.length === 0) return null;
    nextIns.push(at);
  }
  const nextOuts: Positions[] = [];
  for (const [i, pattern] of outs.entries()) {
    const at = move(pattern, state.outs[i] ?? [], char);
    // Only stars are left: whatever follows is matched, so no text leads out of here.
    if (at.some(position => position < pattern.steps.length && pattern.steps.slice(position).every(isStar))) {
      return null;
    }
    nextOuts.push(at);
  }
  return { ins: nextIns, outs: nextOuts, text: state.text + char };
}

function move(pattern: Glob, from: Positions, char: string): Positions {
  const reached: number[] = [];
  for (const position of from) {
    const step = pattern.steps[position];
    if (step !== undefined && takes(step, char)) reached.push(step.many ? position : position + 1);
  }
  return closure(pattern, reached);
}

/** A star may also take nothing. */
function closure(pattern: Glob, positions: Positions): Positions {
  const reached = new Set<number>();
  for (const position of positions) {
    let at = position;
    while (!reached.has(at)) {
      reached.add(at);
      if (pattern.steps[at]?.many !== true) break;
      at += 1;
    }
  }
  return [...reached].sort((a, b) => a - b);
}

function ended(pattern: Glob | undefined, at: Positions): boolean {
  return pattern !== undefined && at.includes(pattern.steps.length);
}

function keyOf(state: State): string {
  return `${state.ins.map(at => at.join(',')).join(';')}|${state.outs.map(at => at.join(',')).join(';')}`;
}

/** The characters the patterns name, and one that none of them names: it stands for all the rest. */
function alphabetOf(patterns: readonly Glob[]): string[] {
  const named = new Set<string>();
  for (const pattern of patterns) {
    for (const step of pattern.steps) for (const char of (step.accepts ?? '') + step.refuses) named.add(char);
  }
  const fresh = [...readable].find(char => !named.has(char)) ?? unusedCharacter(named);
  return [fresh, ...[...named].sort((a, b) => readability(a) - readability(b))];
}

function readability(char: string): number {
  const at = readable.indexOf(char);
  return at === -1 ? readable.length : at;
}

function unusedCharacter(named: ReadonlySet<string>): string {
  let code = 0xa1;
  while (named.has(String.fromCharCode(code))) code += 1;
  return String.fromCharCode(code);
}
