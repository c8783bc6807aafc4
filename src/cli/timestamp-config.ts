/** The configuration of time stamps. */
import { z } from 'zod';

/** `fetch` takes no address with a user in it, and a password would end in logs. */
export function isAuthorityUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && username === '' && password === '';
}

export const timestampSchema = z.strictObject({
  url: z
    .string()
    .refine(isAuthorityUrl, 'the http(s) address of an authority, without a user or password')
    .describe('Time stamping authority (RFC 3161) that stamps every bundle that audit writes.'),
  ca: z
    .string()
    .min(1)
    .optional()
    .describe('Certificates (PEM) of the CAs under which it must stand; default: whoever answers.'),
});
