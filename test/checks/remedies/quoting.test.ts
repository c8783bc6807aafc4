/** Quoting, against a real shell and a real YAML parser; HCL against its own rules. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { comment, hcl, shell, yaml } from '../../../checks/remedies/quoting.ts';
import { yamlOf } from '../../../checks/remedies/yaml.ts';
import type { Json } from '../../../src/model/json.ts';

const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      '$',
      '{',
      '%',
      "'",
      '"',
      '\\',
      '`',
      '!',
      '\n',
      '#',
      ':',
      ' ',
      '-',
      '&',
      '*',
      'a',
      '1',
      '.',
    ),
  }),
  fc.constantFrom(
    'yes',
    'No',
    'null',
    '~',
    'on',
    '2012-10-17',
    '012',
    '1e3',
    '0x1f',
    '1:30',
    '=',
    '<<',
    '',
    '-',
    '?',
  ),
);

describe('shell', () => {
  it('comes out of /bin/sh as it went in', () => {
    // No program can be handed a NUL.
    const texts = fc.array(
      nasty.map(text => text.replaceAll('\0', '')),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(texts, words => {
        const script = `printf '%s\\0' ${words.map(shell).join(' ')}`;
        const output = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' });
        expect(output.split('\0').slice(0, -1)).toEqual(words);
      }),
      { numRuns: 60 },
    );
  });

  it('leaves ARNs readable', () => {
    expect(shell('arn:aws:s3:::bucket/*')).toBe("'arn:aws:s3:::bucket/*'");
    expect(shell('arn:aws:kms:eu-west-1:222233334444:key/1-2')).toBe(
      'arn:aws:kms:eu-west-1:222233334444:key/1-2',
    );
    expect(shell("it's")).toBe("'it'\\''s'");
    expect(shell('')).toBe("''");
  });
});

describe('yaml', () => {
  it.each(['1.1', '1.2'] as const)('is the same text in YAML %s', version => {
    fc.assert(
      fc.property(nasty, text => {
        expect(parse(yaml(text), { version })).toBe(text);
        expect(parse(`${yaml(text)}: ${yaml(text)}`, { version })).toEqual({ [text]: text });
      }),
      { numRuns: 2_000 },
    );
  });

  it('writes any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(nasty), (value, texts) => {
        const document = { value, texts } as Json;
        expect(parse(yamlOf(document), { version: '1.1' })).toEqual(JSON.parse(JSON.stringify(document)));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('hcl', () => {
  it('opens no template, ends at its last mark and means the text', () => {
    fc.assert(
      fc.property(nasty, text => {
        expect(meaning(hcl(text))).toBe(text);
      }),
      { numRuns: 3_000 },
    );
  });

  it('escapes policy variables', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
    expect(hcl('arn:aws:s3:::b/${aws:username}/*')).toBe('"arn:aws:s3:::b/$${aws:username}/*"');
    expect(hcl('%{if}"')).toBe('"%%{if}\\""');
  });

  /** HCL's rules for quoted strings: first templates, then escapes (hclsyntax, spec "String Literals"). */
  function meaning(quoted: string): string {
    const body = /^"((?:[^"\\\n\r]|\\.)*)"$/su.exec(quoted)?.[1];
    if (body === undefined) throw new Error(`${quoted} is no string of HCL.`);
    const parts = body.match(/\$\$\{|%%\{|\\u[0-9a-f]{4}|\\[nrt"\\]|[$%]\{|[\s\S]/gu) ?? [];
    return parts
      .map(part => {
        if (part === '${' || part === '%{') throw new Error(`${quoted} opens a template.`);
        if (part === '$${' || part === '%%{') return part.slice(1);
        if (part.startsWith('\\')) return JSON.parse(`"${part}"`) as string;
        if (part < ' ' || part === '\\') throw new Error(`${quoted} holds what it may not.`);
        return part;
      })
      .join('');
  }
});

describe('comment', () => {
  it('stays one line, whatever is in it', () => {
    fc.assert(
      fc.property(nasty, text => {
        expect(comment(text)).toMatch(/^# [^\n\r\u0085\u2028\u2029\0]*$/);
        expect(parse(`${comment(text)}\na: 1\n`)).toEqual({ a: 1 });
      }),
    );
  });
});
