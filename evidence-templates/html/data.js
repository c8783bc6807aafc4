/** The data of the page: read once, unpacked where it is packed, and given out as objects. */

async function unpack(base64) {
  const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}

async function blockText(id) {
  const block = document.getElementById(id);
  const text = block.textContent;
  return block.dataset.encoding === 'gzip' ? unpack(JSON.parse(text)) : text;
}

const jsonOf = async id => JSON.parse(await blockText(id));

export async function sha256Hex(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('');
}

export async function loadData() {
  const [report, table, columns, digests, sizes] = await Promise.all(
    ['data-report', 'data-results', 'data-evidence', 'data-digests', 'data-bodies'].map(jsonOf),
  );
  const checks = new Map(report.checks.map(check => [check.id, check]));
  const names = new Map(report.coverage.accounts.map(({ id, name }) => [id, name]));
  const subjects = table.subjects.map(([kind, id, name, account, region]) => ({
    kind,
    id,
    name,
    account,
    region,
  }));
  const results = table.status.map((status, at) => ({
    at,
    status,
    check: checks.get(table.checks[table.check[at]]),
    subject: subjects[table.subject[at]],
    note: table.note[at],
    finding: table.finding[at],
    reason: table.reason[at] || null,
    observed: table.observed[at] || [],
    reasoning: table.reasoning[at] || [],
    life: table.life[at] || null,
    accepted: table.accepted[at] || null,
    evidence: table.lists[table.evidence[at]] ?? [],
    gaps: table.lists[table.gaps[at]] ?? [],
  }));
  const records = columns.key.map((key, at) => {
    const call = columns.calls[columns.call[at]];
    const account = columns.accounts[columns.account[at]];
    const region = columns.regions[columns.region[at]];
    const body = columns.body[at];
    return {
      at,
      id: `${call}/${account}/${region}/${key}`,
      call,
      account,
      region,
      input: columns.inputs[columns.input[at]],
      time: columns.at[at],
      outcome: columns.outcome[at],
      sha256: body < 0 ? null : digests[body],
      body,
      requests: columns.requests[at] || [],
      why: columns.why[at] || null,
    };
  });
  return {
    report,
    results,
    records,
    checks,
    calls: columns.calls,
    byFinding: new Map(results.map(result => [result.finding, result])),
    byRecord: new Map(records.map(record => [record.id, record])),
    accountName: id => (names.get(id) ? `${names.get(id)} (${id})` : (id ?? '')),
    bodies: bodyReader(sizes),
    embedded: sizes.reduce((sum, size) => sum + size, 0),
    distinct: digests.length,
  };
}

/** Bodies are unpacked a chunk at a time, when somebody looks. */
function bodyReader(sizes) {
  const chunks = new Map();
  const starts = sizes.map((_, at) => sizes.slice(0, at).reduce((sum, size) => sum + size, 0));
  const linesOf = at => {
    if (!chunks.has(at))
      chunks.set(
        at,
        blockText(`data-bodies-${at}`).then(text => text.split('\n')),
      );
    return chunks.get(at);
  };
  const read = async body => {
    const at = starts.findLastIndex(start => start <= body);
    if (body < 0 || at < 0 || body >= starts[at] + sizes[at]) return null;
    return (await linesOf(at))[body - starts[at]];
  };
  const matching = async needle => {
    const found = new Set();
    for (const [at, start] of starts.entries()) {
      for (const [line, text] of (await linesOf(at)).entries()) {
        if (text.toLowerCase().includes(needle)) found.add(start + line);
      }
    }
    return found;
  };
  return { read, matching };
}

export const severities = ['critical', 'high', 'medium', 'low'];

export const bySeverity = (a, b) =>
  severities.indexOf(a.check.severity) - severities.indexOf(b.check.severity) || a.at - b.at;

/** Of several results: what one would say of them together. */
export function worstOf(statuses) {
  return ['fail', 'unknown', 'pass', 'not-applicable'].find(status => statuses.includes(status)) ?? null;
}

/** The results behind one cell: `runs` is from, to, from, to. */
export function resultsIn(data, runs = []) {
  const found = [];
  for (let at = 0; at < runs.length; at += 2) found.push(...data.results.slice(runs[at], runs[at + 1]));
  return found;
}
