import { describe, expect, test } from 'vitest';
import { catches } from '../../../checks/shared/filter-pattern.ts';

const stop = {
  eventName: 'StopLogging',
  eventSource: 'cloudtrail.amazonaws.com',
  errorCode: null,
  readOnly: 'false',
};

describe('a pattern that catches StopLogging', () => {
  test.each([
    '{ ($.eventName = CreateTrail) || ($.eventName = UpdateTrail) || ($.eventName = StopLogging) }',
    '{($.eventName=StopLogging)||($.eventName=CreateTrail)}',
    '{ $.eventName = "StopLogging" }',
    '{ $.eventName = Stop* }',
    '{ $.eventName = "*Logging" || $.eventName = "*Trail" }',
    '{ ($.eventSource = "cloudtrail.amazonaws.com") && (($.eventName = Delete*) || ($.eventName = Stop*)) }',
    '{ $.eventSource = cloudtrail.amazonaws.com && $.eventName != StartLogging }',
    '{ $.eventName = StopLogging && $.errorCode NOT EXISTS }',
    '{ $.readOnly IS FALSE }',
    // && binds tighter than ||.
    '{ $.eventName = StopLogging || $.eventName = DeleteTrail && $.userIdentity.type = Root }',
    '{ ($.userIdentity.type = Root) || ($.eventName = StopLogging) }',
    "{ $['eventName'] = StopLogging || $.eventName = StopLogging }",
    '\n{ (\n$.eventName = StopLogging)\n}\n',
  ])('%s', pattern => {
    expect(catches(pattern, stop)).toBe(true);
  });
});

describe('a pattern that does not', () => {
  test.each([
    '{ ($.eventName = CreateTrail) || ($.eventName = UpdateTrail) || ($.eventName = DeleteTrail) }',
    '{ $.eventName = stoplogging }',
    '{ $.eventName = Stop }',
    '{ $.eventName = "Stop.ogging" }',
    '{ $.eventName != StopLogging }',
    '{ $.eventName = StopLogging && $.eventName = StartLogging }',
    '{ $.eventName = StopLogging && $.errorCode = AccessDenied }',
    '{ ($.eventName = StopLogging) && ($.eventSource = "signin.amazonaws.com") }',
    '{ $.eventName = Stop* && $.readOnly IS TRUE }',
  ])('%s', pattern => {
    expect(catches(pattern, stop)).toBe(false);
  });
});

describe('a pattern that asks for more', () => {
  test.each([
    '{ ($.eventName = StopLogging) && ($.userIdentity.type != "AWSService") }',
    '{ $.eventName = %^Stop% }',
    '{ $.eventName = StopLogging && $.sourceIPAddress != 10.* }',
    '{ $.eventName = StopLogging && $.errorCode != AccessDenied }',
    '{ $.eventName = StopLogging && $.responseElements.x > 3 }',
    '{ $.eventName = StopLogging && $.requestParameters.name EXISTS || $.eventName = StopLogging && $.a IS NULL }',
  ])('%s', pattern => {
    expect(catches(pattern, stop)).not.toBe(true);
    expect(catches(pattern, stop)).not.toBe(false);
  });
});

describe('a pattern that is not understood', () => {
  test.each([
    '',
    ' ',
    '{}',
    '?StopLogging ?DeleteTrail',
    'StopLogging',
    '[ip, user, eventName = StopLogging]',
    '{ $.eventName = StopLogging',
    '{ ($.eventName = StopLogging }',
    '{ $.eventName = StopLogging) }',
    '{ $.eventName = StopLogging $.eventName = DeleteTrail }',
    '{ $.eventName = StopLogging || }',
    '{ $.eventName StopLogging x }',
    '{ StopLogging = $.eventName }',
    '{ $.eventName = }',
    '{ $.eventName = || }',
    '{ $.eventName & StopLogging }',
  ])('%s', pattern => {
    expect(catches(pattern, stop)).toBe(null);
  });
});
