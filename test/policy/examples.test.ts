import { expect, test } from 'vitest';
import { exampleResource } from '../../src/policy/examples.ts';
import { glob, matches } from '../../src/policy/glob.ts';

test.each([
  ['arn:aws:s3:::logs/*', 'arn:aws:s3:::logs/AWSLogs/any-object'],
  ['arn:aws:s3:::logs/trails/AWSLogs/*', 'arn:aws:s3:::logs/trails/AWSLogs/any-object'],
  ['arn:aws:s3:::*', 'arn:aws:s3:::any-bucket'],
  ['arn:aws:s3:::*/*', 'arn:aws:s3:::any-bucket/AWSLogs/any-object'],
  ['arn:aws:cloudtrail:*:*:trail/*', 'arn:aws:cloudtrail:us-east-1:111122223333:trail/any'],
  ['*', '*'],
])('%s might be %s', (pattern, example) => {
  expect(exampleResource(pattern)).toBe(example);
  expect(matches(glob(pattern), example)).toBe(true);
});
