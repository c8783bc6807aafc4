/** `trails/`: one sheet for each trail, with its scorecard and every result that it stands on. */
import { scoreSentence } from '../../evaluate/scorecards.ts';
import type { Audit } from '../../model/audit.ts';
import { type ContentFile, jsonFile, segment } from './file.ts';

export function trailFiles(audit: Audit): ContentFile[] {
  return audit.scorecards.map(card => {
    const { trail } = card;
    const name = [trail.accountId ?? 'unknown', trail.region ?? 'unknown', trail.name].map(segment).join('_');
    return jsonFile(`trails/${name}.json`, {
      schema: 'trail/1',
      run_id: audit.snapshot.runId,
      arn: trail.id,
      name: trail.name,
      account_id: trail.accountId,
      home_region: trail.region,
      organization_trail: card.organizationTrail,
      bucket: card.bucket,
      key: card.key,
      accounts: card.accounts,
      score: { ...card.score, text: scoreSentence(card.score) },
      items: card.items,
      results: audit.results
        .filter(result => result.subject.id === trail.id)
        .map(({ check, verdict }) => ({ check, verdict })),
    });
  });
}
