/** The documents of a bundle's formats, read, and held against the schemas of those who published them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import type { ContentFile } from '../../../src/evidence/content/file.ts';
import { packageRoot, readTemplate } from '../../../src/evidence/templates.ts';
import { type Loose, linesIn, textIn } from './world.ts';
import { faultsAgainst, parseXml } from './xml.ts';

const draft7 = new Ajv({ strict: false, allErrors: false });
const draft2020 = new Ajv2020({ strict: false });
addFormats.default(draft7);
addFormats.default(draft2020);

export const valid = {
  ar: draft7.compile(readTemplate('vendor/oscal_assessment-results_schema.json')),
  poam: draft7.compile(readTemplate('vendor/oscal_poam_schema.json')),
  ocsf: draft2020.compile(readTemplate('vendor/ocsf-1.8.0-compliance-finding.json')),
  asff: draft7.compile(readTemplate('vendor/asff-finding.json')),
};

export const xsd = () =>
  parseXml(readFileSync(join(packageRoot(), 'evidence-templates/vendor/junit-10.xsd'), 'utf8'));
export const arOf = (files: readonly ContentFile[]): Loose =>
  JSON.parse(textIn(files, 'oscal-assessment-results.json'))['assessment-results'];
export const poamOf = (files: readonly ContentFile[]): Loose =>
  JSON.parse(textIn(files, 'oscal-poam.json'))['plan-of-action-and-milestones'];
export const casesOf = (files: readonly ContentFile[]) =>
  parseXml(textIn(files, 'junit.xml')).children.flatMap(suite =>
    suite.children.filter(child => child.name === 'testcase'),
  );

export function expectValid(validate: ValidateFunction, document: unknown): void {
  if (!validate(document)) expect.fail(JSON.stringify(validate.errors?.slice(0, 3), null, 2));
}

export function expectAllValid(files: readonly ContentFile[]): void {
  expectValid(valid.ar, JSON.parse(textIn(files, 'oscal-assessment-results.json')));
  if (files.some(file => file.path.endsWith('oscal-poam.json')))
    expectValid(valid.poam, JSON.parse(textIn(files, 'oscal-poam.json')));
  for (const line of linesIn(files, 'ocsf-2003.ndjson')) expectValid(valid.ocsf, line);
  for (const line of linesIn(files, 'asff.ndjson')) expectValid(valid.asff, line);
  expect(faultsAgainst(xsd(), parseXml(textIn(files, 'junit.xml')))).toEqual([]);
}
