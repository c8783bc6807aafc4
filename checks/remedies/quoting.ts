/** Quotes text for the shell, for HCL and for YAML. What AWS hands out was written by others. Pure. */

/** One word of a POSIX shell. */
export function shell(text: string): string {
  if (/^[\w/:.,@%+=-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A string of HCL: neither a quotation mark nor a template sequence in the text ends or opens anything. */
export function hcl(text: string): string {
  const escaped = jsonEscaped(text)
    // HCL decodes escapes after it has looked for templates, so this `$` opens none.
    .replaceAll(/[$%](?=[$%])/g, unicode)
    .replaceAll(/([$%])\{/g, '$1$1{');
  return `"${escaped}"`;
}

/** Whatever YAML 1.1 or 1.2 may take for something else than a text. */
const notPlain = /^(true|false|yes|no|on|off|null|y|n|e[-+]?\d+)$/i;

/** A scalar of YAML that is a text in every version of it. */
export function yaml(text: string): string {
  if (/^[A-Za-z](?:[\w/-]|::?(?=[\w*])|\.(?=\w))*$/.test(text) && !notPlain.test(text)) return text;
  return `"${jsonEscaped(text)}"`;
}

/** For comments: what is one line stays one. */
export function comment(text: string): string {
  return `# ${text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')}`;
}

/** Both languages know JSON's escapes; neither takes all that JSON leaves as it is. */
function jsonEscaped(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(/\\./g, pair => ({ '\\b': '\\u0008', '\\f': '\\u000c' })[pair] ?? pair)
    .replaceAll(/[\u007f-\u009f\u2028\u2029\ufeff]/g, unicode);
}

function unicode(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
