/** What every finding of ASFF has, whether a result or a thing that is gone is behind it. */
import type { Audit } from '../../model/audit.ts';
import type { AnyCheck } from '../../model/check.ts';
import { ALL_REGIONS } from '../../model/scope.ts';
import type { SubjectRef } from '../../model/subject.ts';
import { visible } from '../html/escape.ts';
import type { Bearing } from './requirements.ts';
import { clipped } from './text.ts';

/** Security Hub refuses a finding whose list or text is longer. */
const MOST_REQUIREMENTS = 32;

export function headOf({ snapshot, population }: Audit, check: AnyCheck, findingId: string, since: string) {
  const { takenAt, caller } = snapshot;
  return {
    SchemaVersion: '2018-10-08',
    Id: findingId,
    ProductArn: productArn(population, caller.accountId),
    ProductName: 'Trailproof',
    CompanyName: 'Trailproof',
    GeneratorId: `trailproof/${check.id}`,
    // Security Hub takes findings of the calling account only; the real one is in Resources and ProductFields.
    AwsAccountId: caller.accountId,
    CreatedAt: since,
    UpdatedAt: takenAt,
    FirstObservedAt: since,
    LastObservedAt: takenAt,
    Title: fitting(check.title, 256),
  };
}

/** `asks`: whether anything is to be done. */
export function providedOf({ severity }: AnyCheck, asks: boolean) {
  return {
    Severity: { Label: asks ? severity.toUpperCase() : 'INFORMATIONAL', Original: severity },
    Types: ['Software and Configuration Checks/Industry and Regulatory Standards'],
  };
}

export function complianceOf(status: string, code: string, why: string, bearings: readonly Bearing[]) {
  const requirements = bearings.map(
    ({ framework: f, requirement }) => `${f.title} ${f.version}/${requirement}`,
  );
  return {
    Status: status,
    StatusReasons: [{ ReasonCode: fitting(code, 256), Description: why }],
    ...(requirements.length === 0 ? {} : { RelatedRequirements: requirements.slice(0, MOST_REQUIREMENTS) }),
  };
}

/** null: all are there. */
export function requirementsLeftOut(bearings: readonly Bearing[]): string | null {
  const left = bearings.length - MOST_REQUIREMENTS;
  return left > 0 ? String(left) : null;
}

/** The default product of the account that sends, in the partition's region for global services. */
function productArn({ partition, globalRegion }: Audit['population'], accountId: string): string {
  return `arn:${partition}:securityhub:${globalRegion}:${accountId}:product/${accountId}/default`;
}

/** Those that ASFF has a name for. */
const types: Partial<Record<SubjectRef['kind'], string>> = {
  trail: 'AwsCloudTrailTrail',
  bucket: 'AwsS3Bucket',
  key: 'AwsKmsKey',
  account: 'AwsAccount',
  'account-region': 'AwsAccount',
};

const partitions = ['aws', 'aws-cn', 'aws-us-gov'];

export function resourceOf({ kind, id, accountId, region }: Omit<SubjectRef, 'name'>, partition: string) {
  const type = id.startsWith('urn:') ? 'Other' : (types[kind] ?? 'Other');
  return {
    Type: type,
    Id: type === 'AwsAccount' && accountId !== null ? `AWS::::Account:${accountId}` : fitting(id, 512),
    ...(partitions.includes(partition) ? { Partition: partition } : {}),
    ...(region === null || region === ALL_REGIONS ? {} : { Region: region }),
  };
}

/** Values of 1 to 2,048 characters; what has none is left out. */
export function fields(values: Readonly<Record<string, string | null>>) {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === null || value.trim() === '' ? [] : [[`trailproof/${name}`, fitting(value, 2048)]],
    ),
  );
}

/** Cut after what is invisible became longer. */
export function fitting(text: string, most: number): string {
  return clipped(visible(text), most);
}
