/** Advanced event selectors the built-in estates use. */

export function dataEvents(name: string, type: string) {
  return {
    Name: name,
    FieldSelectors: [
      { Field: 'eventCategory', Equals: ['Data'] },
      { Field: 'resources.type', Equals: [type] },
    ],
  };
}

export function networkEvents(source: string) {
  return {
    Name: `Network activity of ${source}`,
    FieldSelectors: [
      { Field: 'eventCategory', Equals: ['NetworkActivity'] },
      { Field: 'eventSource', Equals: [source] },
    ],
  };
}
