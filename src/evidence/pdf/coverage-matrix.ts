/** Accounts down, regions across, in as many parts as fit a page's width; once for trails, once for GuardDuty. */
import type { Coverage, CoverageRow } from '../../model/audit.ts';
import { cut } from '../cut.ts';

const REGIONS_ACROSS = 9;

export function coverageMatrix({ regions, trails, accounts }: Coverage, most: number) {
  const { rows: shown, more } = cut(accounts, most);
  const matrix = (cellsOf: (row: CoverageRow) => readonly string[]) => {
    const parts = [];
    for (let at = 0; at < regions.length; at += REGIONS_ACROSS) {
      const rows = shown.map(row => ({
        account: row.accountId,
        cells: cellsOf(row).slice(at, at + REGIONS_ACROSS),
      }));
      parts.push({ regions: regions.slice(at, at + REGIONS_ACROSS), rows });
    }
    return parts;
  };
  return {
    trails: trails.map((arn, at) => `T${at + 1}: ${arn}`),
    recorded: matrix(row => row.recorded.map(forPeople)),
    guardduty: matrix(row => row.guardduty),
    more,
  };
}

/** People count trails from T1, in the page as here; the data from 0. */
function forPeople(cell: string): string {
  return cell.replaceAll(/\d+/g, number => `T${Number(number) + 1}`);
}
