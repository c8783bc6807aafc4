/** Elements made from data. Text only ever becomes text: there is no markup in any string. */

const INVISIBLE =
  /[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu;

/** Control, bidirectional and zero-width characters hide or reorder what stands beside them; they are shown as `\u{202e}`. */
export function visible(text) {
  return text.replace(INVISIBLE, character => `\\u{${character.codePointAt(0).toString(16)}}`);
}

/** Children are nodes, texts, numbers, lists of them, or null for none. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'on')
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  fill(node, ...children);
  return node;
}

export function fill(node, ...children) {
  const nodes = children
    .flat(Number.POSITIVE_INFINITY)
    .filter(child => child !== null && child !== undefined && child !== false)
    .map(child => (child instanceof Node ? child : document.createTextNode(visible(String(child)))));
  node.replaceChildren(...nodes);
}

export const plural = (count, one, many = `${one}s`) =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

export const words = {
  pass: ['✓', 'pass'],
  fail: ['✗', 'fail'],
  unknown: ['?', 'unknown'],
  'not-applicable': ['–', 'not applicable'],
  met: ['✓', 'met'],
  'not-met': ['✗', 'not met'],
  'not-concluded': ['?', 'not concluded'],
  'not-assessed': ['○', 'not assessed'],
  answer: ['✓', 'answer'],
  absent: ['○', 'there is none'],
  gap: ['?', 'could not be read'],
  evaluated: ['✓', 'evaluated'],
  excluded: ['–', 'excluded'],
  'not-evaluable': ['?', 'not evaluable'],
};

export function chip(status, text) {
  const [symbol, word] = words[status] ?? ['', status];
  return el(
    'span',
    { class: `chip ${status}` },
    el('span', { 'aria-hidden': 'true' }, symbol),
    ` ${text ?? word}`,
  );
}

export function mono(text) {
  return el('span', { class: 'mono' }, text);
}

/** A name and what belongs to it, as often as there is something. */
export function pairs(...entries) {
  return el(
    'dl',
    { class: 'pairs' },
    entries.flatMap(([name, value]) =>
      value === null || value === undefined || value === '' ? [] : [el('dt', {}, name), el('dd', {}, value)],
    ),
  );
}

/** A table that may be wider than the page: its frame scrolls, by keyboard too. */
export function framed(label, table) {
  return el('div', { class: 'scroll', role: 'region', 'aria-label': label, tabindex: '0' }, table);
}

export function bulleted(texts) {
  return texts.length === 0
    ? null
    : el(
        'ul',
        {},
        texts.map(text => el('li', {}, text)),
      );
}
