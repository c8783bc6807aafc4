/** The sheet of one requirement: what it shows and what not, exact calls to ask again, and a PDF that a replay makes again. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checks } from '../../checks/index.ts';
import { allCalls } from '../../src/aws/calls.ts';
import { getBucketPolicy } from '../../src/aws/s3.ts';
import { callsFor } from '../../src/evidence/calls-of.ts';
import { controlSchema } from '../../src/evidence/control-schema.ts';
import { checkParts } from '../../src/evidence/controls/check-part.ts';
import { commandFor, commandOf } from '../../src/evidence/controls/cli-command.ts';
import {
  createSheets,
  namedControls,
  nameOf,
  type Sheets,
} from '../../src/evidence/controls/control-sheet.ts';
import { firstRun, historyOf, noInputs } from '../../src/evidence/history.ts';
import { controlModel } from '../../src/evidence/pdf/control-pdf.ts';
import { loadRenderer } from '../../src/evidence/pdf/render.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import type { Json } from '../../src/model/json.ts';
import { builtInEstates, startSandbox } from '../../src/sandbox/index.ts';
import { auditIn } from '../support/audit.ts';
import { filesIn, forge, type Trailproof, workplace } from '../support/bundle.ts';
import { denied, notEvaluable, on, WORKLOAD } from '../support/evidence.ts';
import { demandTypst, hasTypst } from '../support/typst.ts';

demandTypst();

const PCI = 'pci-dss:10.3.4';
const record = (call: string, input: Json, region = 'us-east-1'): Evidence => ({
  id: 'id',
  call,
  scope: { accountId: '111122223333', region },
  input,
  at: '2026-11-20T06:00:00Z',
  outcome: 'absent',
  code: 'None',
  requestIds: [],
});

/** Where the SDK calls a service otherwise than the CLI. */
const packages: Readonly<Record<string, string>> = {
  configservice: 'config-service',
  events: 'eventbridge',
  logs: 'cloudwatch-logs',
  s3api: 's3',
  s3control: 's3-control',
};

/** Of a service, as the SDK of AWS has them, in small letters without dashes; none where AWS has no such service. */
async function operationsOf(service: string): Promise<readonly string[]> {
  const sdk = (await import(`@aws-sdk/client-${packages[service] ?? service}`).catch(() => ({}))) as object;
  return Object.keys(sdk)
    .filter(name => name.endsWith('Command'))
    .map(name => name.slice(0, -'Command'.length).toLowerCase());
}

describe('a call as a command', () => {
  test.each([
    [
      'organizations.ListAWSServiceAccessForOrganization',
      'aws organizations list-aws-service-access-for-organization',
    ],
    ['s3.GetBucketPolicy', 'aws s3api get-bucket-policy'],
    ['config.DescribeConfigRules', 'aws configservice describe-config-rules'],
    ['s3control.GetPublicAccessBlock', 'aws s3control get-public-access-block'],
  ])('%s', (call, command) => {
    expect(commandOf(call)).toBe(command);
  });

  test('has the region and each field of the question', () => {
    expect(commandFor(record('kms.GetKeyPolicy', { KeyId: 'arn:aws:kms:us-east-1:1:key/a' }))).toBe(
      'aws kms get-key-policy --region us-east-1 --key-id arn:aws:kms:us-east-1:1:key/a',
    );
    expect(commandFor(record('logs.DescribeLogGroups', { logGroupNamePrefix: 'a b' }))).toBe(
      "aws logs describe-log-groups --region us-east-1 --log-group-name-prefix 'a b'",
    );
    expect(commandFor(record('cloudtrail.ListTags', { ResourceIdList: ['arn:a'] }))).toBe(
      `aws cloudtrail list-tags --region us-east-1 --cli-input-json '{"ResourceIdList":["arn:a"]}'`,
    );
    expect(commandFor(record('guardduty.ListMembers', { DetectorId: 'd' }))).toContain(
      '--only-associated true',
    );
  });

  test('names a service and an operation that AWS has, or a command of ours where nothing is asked of AWS', async () => {
    const own: string[] = [];
    const printed = [...new Set([...checks.flatMap(callsFor), ...allCalls.map(({ id }) => id)])];
    for (const call of printed) {
      for (const command of [commandOf(call), commandFor(record(call, { TrailArn: 'arn:a' })) ?? '']) {
        const [program, service = '', operation = ''] = command.split(' ');
        if (program === 'aws')
          expect(await operationsOf(service), command).toContain(operation.replaceAll('-', ''));
        else own.push(command);
      }
    }
    expect(printed.length).toBeGreaterThan(40);
    expect([...new Set(own)]).toEqual(['trailproof audit --ledger LEDGER']);
  });

  test('what is hidden by a gap is no command', () => {
    expect(commandFor(record('kms.DescribeKey', null))).toBeNull();
  });

  test.each(['it\'s; rm -rf $HOME `id` "x"', '-rf', 'file:///etc/passwd', '$(id)', 'a\nb', '\\'])(
    'a shell takes %j as it is',
    hostile => {
      const command = commandFor(record('kms.DescribeKey', { KeyId: hostile })) ?? '';
      const shown = `aws() { for one in "$@"; do printf '%s\\0' "$one"; done; }; ${command}`;
      const words = execFileSync('sh', ['-c', shown], { encoding: 'utf8' }).split('\0').slice(0, -1);
      const last = words.at(-1) ?? '';
      expect(words.at(-2) === '--cli-input-json' ? (JSON.parse(last) as { KeyId: string }).KeyId : last).toBe(
        hostile,
      );
      expect(words.slice(0, 4)).toEqual(['kms', 'describe-key', '--region', 'us-east-1']);
      // The CLI reads such words as options and as files.
      expect(last).not.toMatch(/^(-|file:)/);
    },
  );
});

describe('a sheet', () => {
  const refused = on(getBucketPolicy, () => denied());
  const { audit, index } = auditIn(
    { accounts: { [WORKLOAD]: notEvaluable(WORKLOAD) }, answers: [refused] },
    checks.filter(check => check.id !== 's3/not-public'),
  );
  const sheetOf = createSheets(audit, checkParts(audit, index, firstRun(audit)));
  const sheets = namedControls(audit).map(named => ({ named, sheet: sheetOf(named) }));

  test('is as its schema has it, for every requirement of every framework', () => {
    expect(sheets.length).toBeGreaterThan(200);
    for (const { named, sheet } of sheets)
      expect(controlSchema.safeParse(JSON.parse(JSON.stringify(sheet))).error, nameOf(named)).toBeUndefined();
  });

  test('says what it does not show: what is unknown, what was not run, what nothing bears on', () => {
    let unknown = 0;
    let notRun = 0;
    for (const { sheet } of sheets) {
      const said = sheet.does_not_show.join('\n');
      expect(said.includes('are unknown: nothing is shown of those')).toBe(sheet.counts.unknown > 0);
      expect(said.includes('Not run, so that')).toBe(sheet.checks.some(({ shown }) => shown === null));
      expect(said.includes('nothing is shown of it')).toBe(sheet.checks.length === 0);
      expect(said).toContain('for the assessor to conclude');
      unknown += sheet.counts.unknown > 0 ? 1 : 0;
      notRun += sheet.checks.some(({ shown }) => shown === null) ? 1 : 0;
    }
    expect(unknown).toBeGreaterThan(10);
    expect(notRun).toBeGreaterThan(1);
  });

  test('of a run that was stopped says so', () => {
    const stopped = { ...audit, complete: false };
    const of = createSheets(stopped, checkParts(stopped, index, firstRun(stopped)));
    for (const named of namedControls(stopped).slice(0, 5))
      expect(of(named).does_not_show.at(-1)).toBe('The run was stopped before every question was asked.');
    for (const { sheet } of sheets) expect(sheet.does_not_show.join()).not.toContain('was stopped');
  });

  test('counts every judgement, and places that nobody could look into as such', () => {
    for (const { sheet } of sheets) {
      for (const { check, shown } of sheet.checks) {
        if (shown === null) continue;
        const own = audit.results.filter(result => result.check === check);
        const { pass, fail, unknown, not_applicable } = shown.counts;
        expect(pass + fail + unknown + not_applicable).toBe(own.length);
        expect(shown.exceptions.length + shown.exceptions_left_out).toBe(fail + unknown);
        expect(shown.judged).toBe(own.filter(r => !r.subject.id.startsWith('urn:trailproof:')).length);
        expect(shown.blind).toBe(own.filter(r => r.subject.id.includes(':unread:')).length);
      }
    }
    const logging = sheets
      .flatMap(({ sheet }) => sheet.checks)
      .find(one => one.check === 'cloudtrail/logging');
    expect(logging?.shown?.population).toBe('1 trail, and 1 place that could not be looked into');
  });

  test('says of an exception what somebody accepted, which changes no verdict', () => {
    const check = 'cloudtrail/log-file-validation';
    const one = auditIn({ trail: { LogFileValidationEnabled: false } }, checks);
    const accepted = {
      check,
      subject: '*',
      owner: 'platform',
      reason: 'Moved in May',
      approver: 'CISO',
      expires: '2027-01-31',
    };
    const history = historyOf(one.audit, one.index.records(), { ...noInputs, waivers: [accepted] });
    const [bare, waived] = [firstRun(one.audit), history].map(of =>
      createSheets(one.audit, checkParts(one.audit, one.index, of)),
    ) as [Sheets, Sheets];
    const dispositions = (sheet: ReturnType<typeof waived>) =>
      sheet.checks.flatMap(({ shown, ...of }) =>
        (shown?.exceptions ?? []).map(({ disposition }) => ({ check: of.check, disposition })),
      );
    let seen = 0;
    for (const named of namedControls(one.audit)) {
      const sheet = waived(named);
      expect(sheet.evidence).toBe(bare(named).evidence);
      expect(controlSchema.safeParse(JSON.parse(JSON.stringify(sheet))).error).toBeUndefined();
      for (const of of dispositions(bare(named))) expect(of.disposition).toBeNull();
      const own = dispositions(sheet).filter(of => of.disposition !== null);
      for (const of of own) {
        expect(of).toMatchObject({ check, disposition: { type: 'waived', approver: 'CISO' } });
        const model = JSON.stringify(controlModel(one.audit, 'ab'.repeat(32), sheet));
        expect(model).toContain('Waived until 2027-01-31; owner platform, approved by CISO: Moved in May');
      }
      if (sheet.checks.some(of => of.check === check)) expect(own.length, nameOf(named)).toBe(1);
      seen += own.length;
    }
    expect(seen).toBeGreaterThan(1);
  });

  test('cites evidence that is there, and commands that ask for it', () => {
    const refs = new Set([...index.records()].map((_record, at) => `E-${String(at + 1).padStart(4, '0')}`));
    let commands = 0;
    for (const { shown } of sheets.flatMap(({ sheet }) => sheet.checks)) {
      for (const { evidence } of shown?.exceptions ?? [])
        for (const ref of evidence) expect(refs).toContain(ref);
      for (const { ref, command } of shown?.commands ?? []) {
        expect(refs).toContain(ref);
        expect(command).toMatch(
          /^(aws (?!trailproof)[a-z0-9]+ [a-z-]+( --|$)|trailproof audit --ledger LEDGER$)/,
        );
        commands += 1;
      }
    }
    expect(commands).toBeGreaterThan(100);
  });

  test('asks first for what stands against it', () => {
    let seen = 0;
    for (const { shown } of sheets.flatMap(({ sheet }) => sheet.checks)) {
      if (shown === null || shown.exceptions.length === 0 || shown.exceptions_left_out > 0) continue;
      const cited = new Set(shown.exceptions.flatMap(({ evidence }) => evidence));
      const firstOfTheRest = shown.commands.findIndex(({ ref }) => !cited.has(ref));
      const lastOfThese = shown.commands.findLastIndex(({ ref }) => cited.has(ref));
      if (firstOfTheRest === -1 || lastOfThese === -1) continue;
      seen += 1;
      expect(lastOfThese, shown.title).toBeLessThan(firstOfTheRest);
    }
    expect(seen).toBeGreaterThan(0);
  });

  test.skipIf(!hasTypst)('passes as an accessible PDF, whatever the requirement', async () => {
    const renderer = await loadRenderer();
    const shapes = ['met', 'not-met', 'not-concluded', 'not-assessed'].flatMap(
      status => sheets.find(({ sheet }) => sheet.evidence === status) ?? [],
    );
    const bare = sheets.find(({ sheet }) => sheet.checks.length === 0);
    expect(shapes.length).toBeGreaterThan(2);
    for (const { sheet } of [...shapes, ...(bare ? [bare] : [])]) {
      const model = controlModel(audit, 'ab'.repeat(32), sheet);
      const pdf = renderer?.render({ template: 'control.typ', model, attachments: [], standard: 'ua-1' });
      expect(Buffer.from(pdf ?? []).includes('pdfuaid'), sheet.requirement.id).toBe(true);
    }
  });
});

describe('export --control', () => {
  let cwd: string;
  let trailproof: Trailproof;
  beforeAll(async () => {
    const at = new Date('2026-11-20T06:00:00Z');
    const sandbox = await startSandbox({ estate: builtInEstates.reference(), now: () => at });
    ({ cwd, trailproof } = workplace(sandbox.environment, { now: () => at }));
    await trailproof('collect', '--out', 'taken');
    await sandbox.stop();
    await trailproof('export', 'taken', '--out', 'one', '--framework', 'pci-dss,soc2', '--control', PCI);
  });
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));

  test.skipIf(!hasTypst)('adds the PDF of that requirement; every requirement has its sheet as data', () => {
    const files = filesIn(join(cwd, 'one', 'controls'));
    expect(files.filter(path => path.endsWith('.pdf'))).toEqual(['pci-dss/10.3.4.pdf']);
    const sheet = controlSchema.parse(
      JSON.parse(readFileSync(join(cwd, 'one/controls/pci-dss/10.3.4.json'), 'utf8')),
    );
    expect(sheet.checks.map(({ check }) => check)).toContain('cloudtrail/log-file-validation');
    const pdf = readFileSync(join(cwd, 'one/controls/pci-dss/10.3.4.pdf'), 'latin1');
    expect(/pdfaid:part>3</.test(pdf)).toBe(true);
    expect(readdirSync(join(cwd, 'one/controls/soc2')).length).toBeGreaterThan(5);
  });

  test('is made again byte for byte', async () => {
    const { code, stdout, stderr } = await trailproof('replay', 'one');
    expect(stderr).toBe('');
    expect(stdout).toContain('all the same');
    expect(stdout).not.toContain('not made from the evidence');
    expect(code).toBe(0);
  });

  test.skipIf(!hasTypst)('another PDF of it is named', async () => {
    cpSync(join(cwd, 'one'), join(cwd, 'forged'), { recursive: true });
    await forge(join(cwd, 'forged'), 'controls/pci-dss/10.3.4.pdf', text => `${text} `);
    const { code, stderr } = await trailproof('replay', 'forged');
    rmSync(join(cwd, 'forged'), { recursive: true });
    expect(stderr).toContain('controls/pci-dss/10.3.4.pdf: has other bytes');
    expect(code).toBe(4);
  });

  test.each(['controls/pci-dss/10.3.4.json', 'controls/soc2/CC7.2.json'])(
    'a milder %s is named',
    async path => {
      cpSync(join(cwd, 'one'), join(cwd, 'milder'), { recursive: true });
      await forge(join(cwd, 'milder'), path, text => text.replace('"pass": ', '"pass": 1'));
      const { code, stderr } = await trailproof('replay', 'milder');
      rmSync(join(cwd, 'milder'), { recursive: true });
      expect(stderr).toContain(`${path}: line`);
      expect(code).toBe(4);
    },
  );

  test.skipIf(!hasTypst)(
    'a sheet that provenance does not name is not made from the evidence, one that it names must be there',
    async () => {
      const run = 'provenance/run.json';
      cpSync(join(cwd, 'one'), join(cwd, 'other'), { recursive: true });
      await forge(join(cwd, 'other'), run, text => text.replace(PCI, 'pci-dss:10.3.3'));
      expect((await trailproof('replay', 'other')).stderr).toContain('controls/pci-dss/10.3.3.pdf');
      await forge(join(cwd, 'other'), run, text => text.replace('pci-dss:10.3.3', 'pci-dss:99'));
      const { code, stderr } = await trailproof('replay', 'other');
      expect(stderr).toContain('names pci-dss:99, which is no requirement');
      expect(code).toBe(4);
    },
  );

  test.each(['pci-dss:99', 'nonsense', 'gdpr'])('%s is refused before anything is written', async name => {
    const { code, stderr } = await trailproof(
      'export',
      'taken',
      '--out',
      'none',
      '--framework',
      'pci-dss',
      '--control',
      name,
    );
    expect(stderr).toContain(`The report has no requirement ${name}`);
    expect(code).toBe(2);
    expect(existsSync(join(cwd, 'none'))).toBe(false);
  });
});
