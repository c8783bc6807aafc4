/** What a verification costs at AWS, estimated before it runs. */

/** List prices of us-east-1 in US dollars for each million of requests: S3 Standard and KMS, without any free tier. */
export const LIST_PRICES = {
  region: 'us-east-1',
  currency: 'USD',
  perMillion: { get: 0.4, list: 5, kms: 3 },
} as const;

const DAY_HOURS = 24;
const KEYS_A_PAGE = 1000;

export interface Work {
  readonly chains: number;
  /** Of the window. */
  readonly hours: number;
  /** Digests of each chain beyond one for each hour: the one before the window, and the one across its end. */
  readonly digestsBeside: number;
  /** Log files that a chain writes in an hour: a guess beforehand, as only the digests tell. */
  readonly logsPerChainHour: number;
  /** The share of them that is read: 1 all, 0 none. */
  readonly logShare: number;
  /** Whether the log folders are listed too, for objects that no digest names. */
  readonly listLogs: boolean;
  /** The share of objects for which S3 asks KMS: 1 for SSE-KMS, 0 for SSE-S3; with S3 Bucket Keys far below 1. */
  readonly kmsShare: number;
  /** Of accounts that cannot be asked: in which regions they have digests. */
  readonly otherLists: number;
}

export interface Requests {
  readonly get: number;
  readonly list: number;
  readonly kms: number;
}

export interface CostEstimate {
  readonly digests: number;
  readonly logs: number;
  readonly requests: Requests;
  readonly dollars: Requests & { readonly total: number };
  readonly prices: typeof LIST_PRICES;
}

export function estimateCost(work: Work): CostEstimate {
  const { chains, hours, digestsBeside, logsPerChainHour, logShare, listLogs, kmsShare, otherLists } = work;
  const digests = chains * (Math.ceil(hours) + digestsBeside);
  const logs = Math.ceil(chains * hours * logsPerChainHour * logShare);
  // A page for each day that the window touches, one more than it is long, and more where a day has more keys.
  const days = Math.ceil(hours / DAY_HOURS) + 1;
  const pages = Math.max(1, Math.ceil((logsPerChainHour * DAY_HOURS) / KEYS_A_PAGE));
  const list = chains * days * (1 + (listLogs ? pages : 0)) + otherLists;
  const get = digests + logs;
  const requests = { get, list, kms: Math.ceil(get * kmsShare) };
  const { perMillion } = LIST_PRICES;
  const price = (kind: keyof Requests) => (requests[kind] * perMillion[kind]) / 1_000_000;
  const dollars = { get: price('get'), list: price('list'), kms: price('kms') };
  return {
    digests,
    logs,
    requests,
    dollars: { ...dollars, total: dollars.get + dollars.list + dollars.kms },
    prices: LIST_PRICES,
  };
}
