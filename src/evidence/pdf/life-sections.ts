/** What became of what was found before: an exception must not leave the register unseen. */
import { placeOf } from '../../model/subject.ts';
import type { EvidenceIndex } from '../../snapshot/index.ts';
import { cut } from '../cut.ts';
import { referencedRecords } from '../evidence-refs.ts';
import type { LifeLists } from '../life-lists.ts';
import type { Life } from '../lifecycle.ts';
import { citedReferences, lineOf, quotedName } from './line.ts';

export function lifeSections({ stale, closed }: LifeLists, index: EvidenceIndex, most: number) {
  const gone = cut(closed, most);
  const open = cut(stale, most);
  const refs = new Map(
    gone.rows.length === 0 ? [] : referencedRecords(index).map(({ ref, record }) => [record.id, ref]),
  );
  return {
    stale: {
      lines: open.rows.map(life => lineOf([...columnsOf(life), `last seen ${life.last_seen}`])),
      more: open.more,
    },
    closed: {
      lines: gone.rows.map(life => {
        const cited = life.closing_evidence.flatMap(id => refs.get(id) ?? []).sort();
        return lineOf([...columnsOf(life), `by ${citedReferences(cited)}`]);
      }),
      more: gone.more,
    },
  };
}

function columnsOf({ finding_id, check, account, region, resource, first_seen }: Life): readonly string[] {
  const place = placeOf({ accountId: account, region });
  return [finding_id, check, quotedName(resource), place, `first seen ${first_seen}`];
}
