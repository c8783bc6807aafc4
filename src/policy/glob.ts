/** Wildcard patterns, `*` and `?`, matched in time linear in the text for any pattern with short runs between stars. */

/** One character, or with `many` any number of them. */
export interface Step {
  /** The characters it takes; null: any but `refuses`. */
  readonly accepts: string | null;
  readonly refuses: string;
  readonly many: boolean;
}

export interface Glob {
  readonly steps: readonly Step[];
  /** Length of the shortest text that matches. */
  readonly shortest: number;
}

export const one: Step = { accepts: null, refuses: '', many: false };
export const many: Step = { accepts: null, refuses: '', many: true };
const oneInSegment: Step = { accepts: null, refuses: ':', many: false };
const manyInSegment: Step = { accepts: null, refuses: ':', many: true };

const ascii: readonly Step[] = Array.from({ length: 128 }, (_, code) => character(String.fromCharCode(code)));

function character(accepts: string): Step {
  return { accepts, refuses: '', many: false };
}

export function literalStep(char: string): Step {
  return ascii[char.charCodeAt(0)] ?? character(char);
}

export function stepFor(char: string): Step {
  return char === '*' ? many : char === '?' ? one : literalStep(char);
}

/** In the five leading segments of an ARN a wildcard of an Arn operator stays inside its segment. */
export function stepInSegment(char: string): Step {
  return char === '*' ? manyInSegment : char === '?' ? oneInSegment : literalStep(char);
}

export function ignoringCase(char: string): Step {
  const lower = char.toLowerCase();
  const upper = char.toUpperCase();
  return lower === upper || lower.length !== 1 || upper.length !== 1
    ? literalStep(char)
    : character(lower + upper);
}

export function globOf(steps: readonly Step[]): Glob {
  let shortest = 0;
  for (const step of steps) if (!step.many) shortest += 1;
  return { steps, shortest };
}

export function glob(pattern: string): Glob {
  return globOf([...units(pattern)].map(stepFor));
}

export function literal(text: string): Glob {
  return globOf([...units(text)].map(literalStep));
}

/** UTF-16 code units, so that positions in a pattern and in a text count alike. */
export function units(text: string): string[] {
  return text.split('');
}

export function takes(step: Step, char: string): boolean {
  if (step.accepts === null) return step.refuses === '' || !step.refuses.includes(char);
  return step.accepts === char || (step.accepts.length > 1 && step.accepts.includes(char));
}

/**
 * Returns to the last star only. That is enough, because a star further left could at best bring us to a position
 * that the last star reaches as well; and it is what keeps `*a*a*a*b` from running away.
 */
export function matches(pattern: string | Glob, text: string): boolean {
  const { steps, shortest } = typeof pattern === 'string' ? glob(pattern) : pattern;
  if (text.length < shortest) return false;
  let at = 0;
  let step = 0;
  let star = -1;
  let starFrom = 0;
  while (at < text.length) {
    const current = steps[step];
    if (current?.many) {
      star = step;
      starFrom = at;
      step += 1;
    } else if (current !== undefined && takes(current, text.charAt(at))) {
      step += 1;
      at += 1;
    } else {
      const last = steps[star];
      if (last === undefined || !takes(last, text.charAt(starFrom))) return false;
      starFrom += 1;
      at = starFrom;
      step = star + 1;
    }
  }
  while (steps[step]?.many) step += 1;
  return step === steps.length;
}
