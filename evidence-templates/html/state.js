/** What is shown stands in the address: `#evidence?call=s3.GetBucketPolicy&open=ev:...` can be cited as it is. */

export function readState() {
  const [view, query = ''] = location.hash.slice(1).split(/\?(.*)/s);
  return { view: view || 'overview', params: Object.fromEntries(new URLSearchParams(query)) };
}

export function hrefOf(view, params = {}) {
  const kept = Object.entries(params).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  const query = new URLSearchParams(kept.map(([name, value]) => [name, String(value)])).toString();
  return `#${view}${query === '' ? '' : `?${query}`}`;
}

/** The same view with something else in it. */
export function hrefWith(changes) {
  const { view, params } = readState();
  return hrefOf(view, { ...params, ...changes });
}

/** Without an entry in the history for each keystroke. */
export function replaceState(changes) {
  history.replaceState(null, '', hrefWith(changes));
  dispatchEvent(new HashChangeEvent('hashchange'));
}
