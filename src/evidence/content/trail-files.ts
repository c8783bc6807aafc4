/** `trails/`: one sheet for each trail: its scorecard, what AWS said of it, and every verdict on it, its bucket and its key. */
import { scoreSentence } from '../../evaluate/score.ts';
import type { Audit } from '../../model/audit.ts';
import type { EvidenceIndex } from '../../snapshot/index.ts';
import { trailAnswers } from '../trail-answers.ts';
import { chainResults } from '../trail-chain.ts';
import { type ContentFile, lazyJsonFile, segment } from './file.ts';

export function trailFiles(audit: Audit, index: EvidenceIndex): ContentFile[] {
  const answersOn = trailAnswers(index);
  return audit.scorecards.map(card => {
    const { trail } = card;
    const name = [trail.accountId ?? 'unknown', trail.region ?? 'unknown', trail.name].map(segment).join('_');
    return lazyJsonFile(`trails/${name}.json`, () => ({
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
      answers: answersOn(trail),
      results: chainResults(audit, card).map(({ check, subject, verdict }) => ({ check, subject, verdict })),
    }));
  });
}
