/** The smallest estate that the documentation shows, audited as it stands: what nobody set up is not met. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checks } from '../../checks/index.ts';
import { auditOf } from '../../src/evaluate/audit.ts';
import { loadChecklist } from '../../src/evidence/templates.ts';
import { parseEstate, startSandbox } from '../../src/sandbox/index.ts';
import { demoRole, runAgainst } from '../support/run.ts';

const page = readFileSync(new URL('../../docs/estates.md', import.meta.url), 'utf8');
const [, minimal = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
const now = () => new Date('2026-11-20T06:00:00Z');
const member = '222233334444';

test('docs/estates.md: its first estate has no guard, so C7 is not met', async () => {
  const sandbox = await startSandbox({ estate: parseEstate(JSON.parse(minimal), 'docs/estates.md'), now });
  try {
    const config = { role: demoRole, logArchiveAccount: member };
    const { snapshot } = await runAgainst(sandbox, checks, { now, config });
    const { organization, results } = auditOf(snapshot, checks, loadChecklist());
    expect(organization.find(({ id }) => id === 'C7')).toMatchObject({ status: 'not-met' });
    const of = (check: string) => results.find(r => r.check === check && r.subject.id.includes(member));
    expect(of('organizations/trail-tampering-denied')?.verdict).toMatchObject({
      status: 'fail',
      note: expect.stringContaining(`no policy on r-ab12 > ${member} names such actions`),
    });
    expect(of('organizations/leave-denied')?.verdict.status).toBe('fail');
    const denied = results.filter(({ verdict }) => /lack of an Allow|silence of/.test(verdict.note));
    expect(denied).toEqual([]);
  } finally {
    await sandbox.stop();
  }
});
