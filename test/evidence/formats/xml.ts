/** A small strict XML parser, and a judge that holds a document against what junit-10.xsd says of elements and attributes. */

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

// What XML 1.0 allows a document to hold, as code points.
const illegal = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

export function parseXml(document: string): Element {
  const bad = illegal.exec(document);
  if (bad) throw new Error(`U+${bad[0].codePointAt(0)?.toString(16)} may not stand in XML.`);
  const root = { name: '#document', attributes: {}, children: [] as Element[], text: '' };
  const open = [root];
  const tokens =
    /<\?[^?]*\?>|<!--[\s\S]*?-->|<\/([\w:.-]+)>|<([\w:.-]+)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
  let end = 0;
  for (const match of document.matchAll(tokens)) {
    if (match.index !== end) break;
    end = match.index + match[0].length;
    const top = open.at(-1) ?? root;
    const [, closing, opening, attributes = '', empty, text] = match;
    if (closing !== undefined) {
      if (top.name !== closing) throw new Error(`</${closing}> closes <${top.name}>.`);
      open.pop();
    } else if (opening !== undefined) {
      const all = [...attributes.matchAll(/([\w:.-]+)="([^"]*)"/g)];
      const element = {
        name: opening,
        attributes: Object.fromEntries(all.map(([, name = '', value = '']) => [name, unescaped(value)])),
        children: [],
        text: '',
      };
      if (Object.keys(element.attributes).length !== all.length)
        throw new Error('An attribute stands twice.');
      top.children.push(element);
      if (empty === '') open.push(element);
    } else if (text !== undefined) top.text += unescaped(text);
  }
  if (end !== document.length) throw new Error(`Not XML: ${document.slice(end, end + 60)}`);
  const [only] = root.children;
  if (open.length !== 1 || root.children.length !== 1 || !only)
    throw new Error('There is not one root element.');
  return only;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function unescaped(text: string): string {
  return text.replaceAll(/&([^;]*);?/g, (whole, name: string) => {
    const character = entities[name];
    if (character === undefined) throw new Error(`${whole} is no entity.`);
    return character;
  });
}

/** What is wrong with the document, by names alone: which elements and attributes may stand where, and which must. */
export function faultsAgainst(schema: Element, element: Element, path = ''): string[] {
  const here = `${path}/${element.name}`;
  const declared = schema.children.find(c => c.name === 'xs:element' && c.attributes.name === element.name);
  if (!declared) return [`${here} is not declared`];
  const type = declared.children.find(c => c.name === 'xs:complexType');
  const attributes = (type?.children ?? []).filter(c => c.name === 'xs:attribute').map(c => c.attributes);
  const allowed = new Set(attributes.map(a => a.name));
  const nested = type === undefined ? [] : refsIn(type);
  const mayHoldText = type === undefined || type.attributes.mixed === 'true';
  return [
    ...Object.keys(element.attributes).flatMap(a => (allowed.has(a) ? [] : [`${here} may not have ${a}`])),
    ...attributes.flatMap(({ name = '', use }) =>
      use === 'required' && element.attributes[name] === undefined ? [`${here} lacks ${name}`] : [],
    ),
    ...(mayHoldText || element.text.trim() === '' ? [] : [`${here} may not hold text`]),
    ...element.children.flatMap(child =>
      nested.includes(child.name)
        ? faultsAgainst(schema, child, here)
        : [`${here} may not hold ${child.name}`],
    ),
  ];
}

function refsIn(element: Element): string[] {
  return element.children.flatMap(child =>
    child.name === 'xs:element' ? [child.attributes.ref ?? child.attributes.name ?? ''] : refsIn(child),
  );
}
