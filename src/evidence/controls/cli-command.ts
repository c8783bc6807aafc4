/** The call behind a record as a command of the AWS CLI, to be pasted into a shell: quoted, and complete. */
import { readLedger } from '../../aws/ledger.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Json } from '../../model/json.ts';
import { ALL_REGIONS } from '../../model/scope.ts';

/** Where the CLI calls a service otherwise than its own API does (AWS CLI command reference). */
const serviceNames: Readonly<Record<string, string>> = { config: 'configservice', s3: 's3api' };

/** What is sent with every such call and is not part of the question. */
const alwaysSent: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  'cloudwatch.DescribeAlarms': { AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
  'guardduty.ListMembers': { OnlyAssociated: 'true' },
  'sts.AssumeRole': { RoleSessionName: 're-performance' },
};

/** No call of AWS: whoever has the ledger reads it again with us. */
const LEDGER_AGAIN = 'trailproof audit --ledger LEDGER';

/** `cloudtrail.GetTrailStatus` is `aws cloudtrail get-trail-status`. */
export function commandOf(call: string): string {
  if (call === readLedger.id) return LEDGER_AGAIN;
  const [service = '', operation = ''] = call.split('.');
  return `aws ${serviceNames[service] ?? service} ${dashed(operation)}`;
}

/** null: a gap hid what there was to be asked. */
export function commandFor({ call, scope, input }: Evidence): string | null {
  if (call === readLedger.id) return LEDGER_AGAIN;
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return null;
  const sent: Readonly<Record<string, unknown>> = { ...input, ...alwaysSent[call] };
  const names = Object.keys(sent).sort();
  const plain = names.every(name => typeof sent[name] === 'string' && !/^(-|file:|fileb:)/.test(sent[name]));
  const options = plain
    ? names.map(name => `--${dashed(name)} ${quoted(String(sent[name]))}`)
    : [`--cli-input-json ${quoted(JSON.stringify(sent))}`];
  const where = scope.region === ALL_REGIONS ? [] : [`--region ${quoted(scope.region)}`];
  return [commandOf(call), ...where, ...options].join(' ');
}

function dashed(name: string): string {
  return name
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase();
}

/** For a POSIX shell: nothing inside single quotes means anything but the quote itself. */
function quoted(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
