/** Terraform's language, as `terraform fmt` would leave it. */
import { expect, it } from 'vitest';
import { block, encoded, expression, identifier, map, render } from '../../../checks/remedies/hcl.ts';

it('aligns attributes, sets blocks apart and leaves out what is not given', () => {
  const text = render([
    block(
      'resource',
      [
        ['bucket', 'b'],
        ['expected_bucket_owner', '222233334444'],
        ['absent', undefined],
        [
          'policy',
          encoded({ Version: '2012-10-17', Statement: [{ Sid: 'A', 'aws:b': ['x', 'y'] }], Empty: {} }),
        ],
        ['enabled', true],
        ['tags', map({ 'a b': '1' })],
        ['ids', ['1', '2']],
        block('rule', [
          ['days', 400],
          ['to', expression('aws_x.y.id')],
        ]),
        block('filter', []),
      ],
      'aws_s3_bucket_policy',
      'b',
    ),
  ]);
  expect(text).toBe(
    [
      'resource "aws_s3_bucket_policy" "b" {',
      '  bucket                = "b"',
      '  expected_bucket_owner = "222233334444"',
      '  policy = jsonencode({',
      '    Version = "2012-10-17"',
      '    Statement = [',
      '      {',
      '        Sid     = "A"',
      '        "aws:b" = ["x", "y"]',
      '      },',
      '    ]',
      '    Empty = {}',
      '  })',
      '  enabled = true',
      '  tags = {',
      '    "a b" = "1"',
      '  }',
      '  ids = ["1", "2"]',
      '',
      '  rule {',
      '    days = 400',
      '    to   = aws_x.y.id',
      '  }',
      '',
      '  filter {}',
      '}',
    ].join('\n'),
  );
});

it('makes names that Terraform takes', () => {
  expect(identifier('my.trail-1')).toBe('my_trail_1');
  expect(identifier('1234')).toBe('_1234');
});
