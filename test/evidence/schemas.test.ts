import { test } from 'vitest';
import { z } from 'zod';
import { configSchema } from '../../src/cli/config.ts';
import { printedSchemas } from '../../src/evidence/printed-schemas.ts';
import { schemas } from '../../src/evidence/schemas.ts';
import { estateJsonSchema } from '../../src/sandbox/index.ts';
import { expectGolden } from '../support/golden.ts';

const shipped: Record<string, object> = {
  ...Object.fromEntries(
    Object.entries({ ...schemas, ...printedSchemas }).map(([name, schema]) => [name, z.toJSONSchema(schema)]),
  ),
  config: z.toJSONSchema(configSchema),
  estate: { ...Object(estateJsonSchema()) },
};

test.each(Object.keys(shipped))('the shipped schema %s is the one in force', name => {
  expectGolden(
    `evidence-templates/schemas/${name}.schema.json`,
    `${JSON.stringify(shipped[name], null, 2)}\n`,
  );
});
