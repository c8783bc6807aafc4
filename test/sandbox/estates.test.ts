/** Estates: what is refused and where, what the built-in ones hold, and that their documentation is true. */
import { readFileSync } from 'node:fs';
import { CloudTrailClient, DescribeTrailsCommand } from '@aws-sdk/client-cloudtrail';
import { GuardDutyClient, ListDetectorsCommand, ListMembersCommand } from '@aws-sdk/client-guardduty';
import Ajv from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/model/error.ts';
import {
  builtInEstates,
  type Estate,
  estateJsonSchema,
  parseEstate,
  startSandbox,
} from '../../src/sandbox/index.ts';
import type { EstateDocument } from '../../src/sandbox/schema/estate.ts';
import { config, member, testDocument } from './support.ts';

describe('an estate is refused', () => {
  const refusal = (change: (document: EstateDocument) => void): string => {
    const document = testDocument();
    change(document);
    try {
      parseEstate(document, 'my.json');
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
      expect(error).toMatchObject({ code: 'BAD_ESTATE', hint: expect.stringContaining('docs/estates.md') });
      return error instanceof Error ? error.message : '';
    }
    return 'was not refused';
  };
  const at = (document: EstateDocument, index: number) => {
    const account = document.accounts[index];
    if (account === undefined) throw new Error('no such account');
    return account;
  };

  test.each<[string, (document: EstateDocument) => void, string]>([
    [
      'a word that is none',
      document => Object.assign(at(document, 1).keys?.[0] ?? {}, { state: 'Broken' }),
      'accounts[1].keys[0].state: Invalid option: expected one of',
    ],
    [
      'an unknown field',
      document => Object.assign(at(document, 0), { nmae: 'x' }),
      'accounts[0].nmae: there is no such field',
    ],
    ['a missing field', document => Object.assign(document, { name: undefined }), 'name: is missing'],
    [
      'a bad account id',
      document => Object.assign(at(document, 0), { id: '123' }),
      'accounts[0].id: must be an account id',
    ],
    [
      'a bad time',
      document => Object.assign(at(document, 0).trails?.[0]?.status ?? {}, { lastDelivery: 'yesterday' }),
      'accounts[0].trails[0].status.lastDelivery: must be an ISO time',
    ],
    [
      'a field of a union',
      document => Object.assign(at(document, 1).buckets?.[2] ?? {}, { encryption: { algorithm: 'rot13' } }),
      'accounts[1].buckets[2].encryption.algorithm: Invalid option',
    ],
    [
      'a bucket nobody owns',
      document => Object.assign(at(document, 0).trails?.[0] ?? {}, { bucket: 'gone-bucket' }),
      'accounts[0].trails[0].bucket: no account owns gone-bucket; name it in foreignBuckets, or set bucketDeleted',
    ],
    [
      'a unit that is not there',
      document => Object.assign(at(document, 3), { unit: 'ou-te01-99999999' }),
      'accounts[3].unit: no unit ou-te01-99999999',
    ],
    [
      'an account twice',
      document => document.accounts.push({ id: member, name: 'again' }),
      `accounts[6].id: ${member} is there twice`,
    ],
    [
      'a bucket twice',
      document =>
        Object.assign(at(document, 3), { buckets: [{ name: 'archive-logs', region: 'us-east-1' }] }),
      'accounts[3].buckets[0].name: archive-logs already belongs to 222233334444',
    ],
    [
      'a management account that is not there',
      document => Object.assign(document.organization ?? {}, { managementAccount: '999999999999' }),
      'accounts[0].trails[0].organization: only the management account owns organization trails',
    ],
    [
      'a delegated administrator that is not there',
      document =>
        document.organization?.delegatedAdministrators?.push({ account: '999999999999', services: ['x'] }),
      'organization.delegatedAdministrators[1].account: no account 999999999999 in accounts',
    ],
    [
      'an organization trail of a member',
      document => Object.assign(at(document, 3).trails?.[0] ?? {}, { organization: true }),
      'accounts[3].trails[0].organization: only the management account',
    ],
    [
      'a region that does not exist',
      document => Object.assign(at(document, 1).buckets?.[0] ?? {}, { region: 'mars-north-1' }),
      'accounts[1].buckets[0].region: mars-north-1 is no region',
    ],
    [
      'opting into a region that is always on',
      document => Object.assign(at(document, 1), { optInRegions: ['eu-west-1'] }),
      'accounts[1].optInRegions[0]: eu-west-1 is no opt-in region',
    ],
    [
      'a policy on nothing',
      document => Object.assign(document.organization?.policies?.[1] ?? {}, { targets: ['r-none'] }),
      'organization.policies[1].targets[0]: r-none is no root, unit or account',
    ],
    [
      'a delivery seen from an account that is not there',
      document =>
        Object.assign(at(document, 0).trails?.[0]?.status ?? {}, {
          overrides: [{ account: '999999999999' }],
        }),
      'accounts[0].trails[0].status.overrides[0].account: no account 999999999999 in accounts',
    ],
    [
      'a delivery in a region that does not exist',
      document =>
        Object.assign(at(document, 0).trails?.[0]?.status ?? {}, { overrides: [{ region: 'mars-north-1' }] }),
      'accounts[0].trails[0].status.overrides[0].region: mars-north-1 is no region',
    ],
    [
      'a detector in a region that does not exist',
      document => Object.assign(at(document, 3), { guardDuty: { except: { 'mars-north-1': 'off' } } }),
      'accounts[3].guardDuty.except: mars-north-1 is no region',
    ],
    [
      'a key that an account may describe that is not there',
      document => Object.assign(at(document, 1).keys?.[0] ?? {}, { describableBy: ['999999999999'] }),
      'accounts[1].keys[0].describableBy[0]: no account 999999999999 in accounts',
    ],
    [
      'GuardDuty administered in a region that does not exist',
      document => Object.assign(document.guardDuty ?? {}, { regions: ['mars-north-1'] }),
      'guardDuty.regions[0]: mars-north-1 is no region',
    ],
    [
      'no member in a region that does not exist',
      document =>
        Object.assign(document.guardDuty ?? {}, {
          notMembers: [{ account: member, region: 'mars-north-1' }],
        }),
      'guardDuty.notMembers[0].region: mars-north-1 is no region',
    ],
    [
      'a foreign bucket in a region that does not exist',
      document => Object.assign(document.foreignBuckets?.[0] ?? {}, { region: 'mars-north-1' }),
      'foreignBuckets[0].region: mars-north-1 is no region',
    ],
    [
      'a fault for an account that is not there',
      document => Object.assign(document, { faults: [{ kind: 'deny', account: '999999999999' }] }),
      'faults[0].account: no account 999999999999 in accounts',
    ],
    [
      'a fault in a region that does not exist',
      document => Object.assign(document, { faults: [{ kind: 'deny', region: 'mars-north-1' }] }),
      'faults[0].region: mars-north-1 is no region',
    ],
    [
      'a caller that is nobody',
      document => Object.assign(document.callers[0] ?? {}, { role: undefined }),
      'callers[0]: names a user or a role',
    ],
  ])('%s', (_what, change, message) => {
    expect(refusal(change)).toContain(`my.json: ${message}`);
  });

  test('what is no object at all', () => {
    expect(() => parseEstate('nonsense', 'my.json')).toThrow('my.json: the document: Invalid input');
    expect(() => parseEstate(undefined, 'my.json')).toThrow(UsageError);
  });

  test('once, with the number of the other faults', () => {
    const message = refusal(document =>
      Object.assign(document, { name: undefined, accounts: [{ id: '1' }] }),
    );
    expect(message).toMatch(/^my\.json: name: is missing \(and \d more\)$/);
  });
});

describe('the built-in estates', () => {
  const trail = (estate: Estate, name: string) =>
    estate.accounts
      .flatMap(account => account.trails.map(one => ({ ...one, account: account.name })))
      .find(one => one.name === name);

  test('reference has its good and its bad', () => {
    const estate = builtInEstates.reference();
    expect(estate.accounts.map(account => [account.name, account.state])).toEqual([
      ['acme-management', 'ACTIVE'],
      ['acme-log-archive', 'ACTIVE'],
      ['acme-security-tooling', 'ACTIVE'],
      ['payments-prod', 'ACTIVE'],
      ['web-prod', 'ACTIVE'],
      ['analytics-nonprod', 'ACTIVE'],
      ['sandbox-nonprod', 'SUSPENDED'],
    ]);
    expect(trail(estate, 'org-trail')).toMatchObject({
      account: 'acme-management',
      organization: true,
      multiRegion: true,
    });
    expect(trail(estate, 'legacy-eu')).toMatchObject({
      account: 'web-prod',
      multiRegion: false,
      status: { logging: false },
    });
    expect(trail(estate, 'payments-trail')?.kmsKeyId).toContain(':444455556666:key/');
    expect(trail(estate, 'partner-trail')?.bucket).toBe('acme-audit-222233334444');
  });

  test('exemplary has one trail, and everything on', () => {
    const estate = builtInEstates.exemplary();
    expect(estate.accounts).toHaveLength(6);
    expect(estate.accounts.flatMap(account => account.trails)).toHaveLength(1);
    expect(
      estate.accounts.every(
        account => account.accountPublicAccessBlock === true && account.guardDuty?.enabledByDefault,
      ),
    ).toBe(true);
  });

  test('scale is as large as asked, and the same for the same seed', () => {
    const options = { accounts: 200, regions: 5, seed: 7 };
    const estate = builtInEstates.scale(options);
    expect(estate.accounts).toHaveLength(200);
    expect(estate.regions).toHaveLength(5);
    expect(builtInEstates.scale(options)).toEqual(estate);
    expect(builtInEstates.scale({ ...options, seed: 8 })).not.toEqual(estate);
    expect(estate.accounts.flatMap(account => account.trails).length).toBeGreaterThan(1);
    expect(builtInEstates.scale({ accounts: 3, regions: 1, seed: 1 }).accounts).toHaveLength(3);
  });

  test.each(['reference', 'exemplary'] as const)('%s can be served', async name => {
    const sandbox = await startSandbox({ estate: builtInEstates[name]() });
    try {
      const { trailList } = await new CloudTrailClient(config(sandbox)).send(new DescribeTrailsCommand({}));
      expect(trailList?.map(one => one.Name)).toContain('org-trail');
    } finally {
      await sandbox.stop();
    }
  });

  test('a thousand accounts are served', async () => {
    const sandbox = await startSandbox({
      estate: builtInEstates.scale({ accounts: 1000, regions: 17, seed: 1 }),
    });
    try {
      const client = new GuardDutyClient(config(sandbox));
      const DetectorId = (await client.send(new ListDetectorsCommand({}))).DetectorIds?.[0];
      const { Members, NextToken } = await client.send(new ListMembersCommand({ DetectorId }));
      expect([Members?.length, typeof NextToken]).toEqual([50, 'string']);
    } finally {
      await sandbox.stop();
    }
  });
});

describe('docs/estates.md', () => {
  const page = readFileSync(new URL('../../docs/estates.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]): unknown =>
    JSON.parse(text ?? ''),
  );

  test('its minimal estate is one, and can be served', async () => {
    const sandbox = await startSandbox({ estate: parseEstate(blocks[0], 'docs/estates.md') });
    try {
      const { trailList } = await new CloudTrailClient(config(sandbox)).send(new DescribeTrailsCommand({}));
      expect(trailList).toMatchObject([{ Name: 'org-trail', IsOrganizationTrail: true }]);
    } finally {
      await sandbox.stop();
    }
  });

  test('its faults are faults', () => {
    const document = { ...testDocument(), ...(blocks[1] ?? {}) };
    expect(parseEstate(document, 'docs/estates.md').faults).toHaveLength(1);
  });

  test('explains every field', () => {
    const silent = [...fieldsOf(estateJsonSchema())].filter(
      field => /^[a-z$]/.test(field) && !page.includes(`| \`${field}\` |`),
    );
    expect(silent).toEqual([]);
  });

  test('the schema describes every field, and accepts what the parser accepts', () => {
    const schema = estateJsonSchema();
    expect(undescribed(schema)).toEqual([]);
    const validate = new Ajv.default({ strict: false }).compile(schema as object);
    expect(validate(testDocument())).toBe(true);
    expect(validate(blocks[0])).toBe(true);
    expect(validate({ ...testDocument(), unknown: true })).toBe(false);
  });
});

function fieldsOf(node: unknown, found = new Set<string>()): Set<string> {
  if (typeof node !== 'object' || node === null) return found;
  for (const [name, value] of Object.entries(node)) {
    if (name === 'properties' && typeof value === 'object' && value !== null) {
      for (const field of Object.keys(value)) found.add(field);
    }
    fieldsOf(value, found);
  }
  return found;
}

function undescribed(node: unknown, path = ''): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) => {
    const inner = undescribed(value, `${path}.${name}`);
    if (name !== 'properties' || typeof value !== 'object' || value === null) return inner;
    const silent = Object.entries(value).filter(([, field]) => !('description' in Object(field)));
    return [...silent.map(([field]) => `${path}.${field}`), ...inner];
  });
}
