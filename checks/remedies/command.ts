/** One command of the AWS CLI. Pure. */
import { shell } from './quoting.ts';

/** true: a flag; an object: JSON; undefined: not given. */
export type Option = string | number | true | object | undefined;

export function command(operation: string, options: Readonly<Record<string, Option>>): string {
  const words = Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (value === true) return [`--${name}`];
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    return [`--${name} ${shell(text)}`];
  });
  return ['aws', operation, ...words].join(' ');
}
