/** What a framework file must look like, checked once where it is read. */
import { z } from 'zod';
import {
  type ControlFramework,
  type Framework,
  matches,
  strengths,
  type Tools,
  titleKinds,
} from '../model/framework.ts';

const words = z.string().min(1);
const checkId = z.string().regex(/^[a-z0-9]+\/[a-z0-9-]+$/, 'the id of a check is service/noun');
const orNull = <T extends z.ZodType>(schema: T) =>
  schema.optional().transform((value): z.output<T> | null => value ?? null);

const bearing = { check: checkId, strength: z.enum(strengths) };
const seed = orNull(z.strictObject({ id: words, claim: words, corrected: words.max(200) }));

function unique(what: string, keys: (value: unknown) => readonly string[]) {
  return (value: unknown, context: z.RefinementCtx): void => {
    const all = keys(value);
    const twice = all.filter((key, at) => all.indexOf(key) !== at);
    if (twice.length > 0)
      context.addIssue({ code: 'custom', message: `${what} stands twice: ${twice.join(', ')}` });
  };
}

const ids = (value: unknown) => (value as readonly { id: string }[]).map(({ id }) => id);
const checks = (value: unknown) => (value as readonly { check: string }[]).map(({ check }) => check);

export const checklistSchema: z.ZodType<Framework> = z.strictObject({
  schema: z.literal('framework/1'),
  id: words,
  title: words,
  version: words,
  source: words,
  requirements: z
    .array(
      z.strictObject({
        id: words,
        title: words,
        checks: z.array(z.strictObject(bearing)).superRefine(unique('A check', checks)),
        undecided: z.array(words),
      }),
    )
    .superRefine(unique('An item', ids)),
});

export const controlFrameworkSchema: z.ZodType<ControlFramework> = z
  .strictObject({
    schema: z.literal('framework/1'),
    id: z.string().regex(/^[a-z0-9-]+$/),
    title: words.max(30),
    name: words,
    version: words,
    publisher: words,
    idPattern: z.string().regex(/^\^.+\$$/, 'the pattern covers the whole id'),
    source: words,
    note: orNull(words),
    seed,
    requirements: z
      .array(
        z.strictObject({
          id: words,
          title: words,
          titleKind: z.enum(titleKinds),
          note: orNull(words),
          seed,
          checks: z
            .array(z.strictObject({ ...bearing, reason: words.max(160) }))
            .superRefine(unique('A check', checks)),
        }),
      )
      .min(1)
      .superRefine(unique('A requirement', ids)),
  })
  .superRefine(({ idPattern, requirements }, context) => {
    const style = new RegExp(idPattern);
    const odd = requirements.filter(({ id }) => !style.test(id)).map(({ id }) => id);
    if (odd.length > 0)
      context.addIssue({ code: 'custom', message: `no id of this framework: ${odd.join(', ')}` });
  });

export const toolsSchema: z.ZodType<Tools> = z
  .strictObject({
    schema: z.literal('tools/1'),
    source: words,
    tools: z.record(z.string(), words),
    checks: z.record(
      checkId,
      z
        .array(z.strictObject({ tool: words, id: words, match: z.enum(matches), title: orNull(words) }))
        .superRefine(
          unique('A rule', rules => (rules as { tool: string; id: string }[]).map(r => `${r.tool} ${r.id}`)),
        ),
    ),
  })
  .superRefine(({ tools, checks }, context) => {
    const named = Object.values(checks).flatMap(rules => rules.map(({ tool }) => tool));
    const odd = [...new Set(named)].filter(tool => tools[tool] === undefined);
    if (odd.length > 0) context.addIssue({ code: 'custom', message: `no such tool: ${odd.join(', ')}` });
  });
