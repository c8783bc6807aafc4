/** Advanced event selectors, as rules: AND between the fields of one, OR between selectors. */
import {
  type AdvancedEventSelector,
  type FieldSelector,
  listOf,
  type OneOrMany,
  operators,
  strangeKeys,
} from './answer.ts';
import { type FieldTest, type FieldTests, isField } from './field.ts';
import type { Ignored, Rule, SelectorRef } from './rule.ts';

/** Event categories that a trail records, and the fields that AWS requires beside `eventCategory`. */
const required: Readonly<Record<string, string | null>> = {
  Management: null,
  Data: 'resources.type',
  NetworkActivity: 'eventSource',
};

/** "The only valid operator that you can use with the readOnly, eventCategory, and resources.type fields." */
const equalsOnly = ['readOnly', 'eventCategory', 'resources.type'];

const onlyValues: Readonly<Record<string, readonly string[]>> = {
  readOnly: ['true', 'false'],
  sessionCredentialFromConsole: ['true'],
};

export function advancedRule(selector: AdvancedEventSelector, ref: SelectorRef): Rule | Ignored {
  const given = listOf(selector.FieldSelectors);
  const categories = given.filter(({ Field }) => Field === 'eventCategory').flatMap(f => listOf(f.Equals));
  const foreign = categories.filter(category => !Object.hasOwn(required, category));
  if (foreign.length > 0)
    return {
      selector: ref,
      why: `asks for events of category ${foreign.join(', ')}, which no trail records`,
    };

  const doubts = strangeKeys(selector, ['Name', 'FieldSelectors']).map(key => `its key ${key} is not known`);
  if (categories.length === 0) doubts.push('it has no eventCategory');
  for (const category of categories) {
    const field = required[category];
    if (field && !given.some(f => f.Field === field)) doubts.push(`it lacks ${field}, which AWS requires`);
  }

  const tests = given.flatMap((one): FieldTests => {
    const field = one.Field ?? '';
    const strange = doubtAbout(field, one);
    if (strange === null && isField(field)) return [{ field, test: testOf(one) }];
    doubts.push(strange ?? `its field ${field} is not known`);
    return [];
  });
  return { selector: ref, tests, doubt: doubts.join('; ') || null };
}

function doubtAbout(field: string, one: FieldSelector): string | null {
  const strange = strangeKeys(one, ['Field', ...operators])[0];
  if (strange !== undefined) return `its operator ${strange} on ${field} is not known`;
  const used = operators.filter(operator => listOf(one[operator]).length > 0);
  if (used.length === 0) return `it says nothing about its field ${field}`;
  const forbidden = used.find(operator => operator !== 'Equals');
  if (equalsOnly.includes(field) && forbidden) return `AWS knows no ${forbidden} on ${field}`;
  const values: readonly unknown[] = used.flatMap(operator => listOf(one[operator]));
  const allowed = onlyValues[field];
  const odd = values.find(
    value => typeof value !== 'string' || value === '' || (allowed && !allowed.includes(value)),
  );
  return odd === undefined ? null : `its value ${JSON.stringify(odd)} for ${field} is not known`;
}

function testOf(one: FieldSelector): FieldTest {
  const filled = operators.filter(operator => listOf(one[operator]).length > 0);
  return Object.fromEntries(filled.map(operator => [operator, listOf(one[operator] as OneOrMany<string>)]));
}
