/**
 * Is a bucket policy public, as S3 reckons? Public, unless each statement that allows names fixed principals, or is held
 * to fixed values of a few keys (S3 User Guide, "Blocking public access", "The meaning of 'public'"). Denials do not count.
 */

type Fields = Readonly<Record<string, unknown>>;

const confiningKeys = new Set([
  'aws:principalarn',
  'aws:principalorgid',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceip',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  's3:dataaccesspointaccount',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
]);

const confiningOperators = new Set([
  'arnequals',
  'arnlike',
  'ipaddress',
  'stringequals',
  'stringequalsignorecase',
  'stringlike',
]);

/** What nobody can parse lets nobody in. */
export function isPublic(policy: Fields | string): boolean {
  const document = typeof policy === 'string' ? parsed(policy) : policy;
  return listOf(document.Statement).some(statement => letsAnybodyIn(fieldsOf(statement)));
}

function letsAnybodyIn({ Effect, Principal, NotPrincipal, Condition }: Fields): boolean {
  if (Effect !== 'Allow') return false;
  const anybody = NotPrincipal !== undefined || principalsOf(Principal).includes('*');
  return (
    anybody && !Object.entries(fieldsOf(Condition)).some(([name, keys]) => confines(name, fieldsOf(keys)))
  );
}

function confines(operator: string, keys: Fields): boolean {
  // Of several values any one will do; of several keys and operators all must be met.
  const [, plain = ''] = /^(?:foranyvalue:)?(.*)$/.exec(operator.toLowerCase()) ?? [];
  if (!confiningOperators.has(plain)) return false;
  return Object.entries(keys).some(([key, values]) => {
    const name = key.toLowerCase();
    return confiningKeys.has(name) && listOf(values).every(value => isFixed(name, String(value)));
  });
}

/** No wildcard and no policy variable; of addresses no more than a /8 of IPv4 or a /32 of IPv6. */
function isFixed(key: string, value: string): boolean {
  if (key !== 'aws:sourceip') return !/[*?]|\$\{/.test(value);
  const [address = '', bits] = value.split('/');
  return bits === undefined || Number(bits) >= (address.includes(':') ? 32 : 8);
}

function principalsOf(principal: unknown): readonly unknown[] {
  return typeof principal === 'object' && principal !== null
    ? Object.values(principal).flatMap(listOf)
    : listOf(principal);
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function parsed(text: string): Fields {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {};
  }
}
