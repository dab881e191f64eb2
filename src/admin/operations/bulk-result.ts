import type { BulkResult } from '../../services/core/run-in-bulk.js';
import type { Result } from '../operation-action.js';

export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}

/** What a run over many did, in one sentence, with the way to its full report. */
export function bulkResult(done: string, noun: string, { runId, counts, exceptions }: BulkResult): Result {
  const parts = Object.entries(counts).flatMap(([outcome, number]) => {
    if (outcome === done || number === 0) return [];
    const word = outcome === 'already' && !DECIDED.includes(done) ? `already ${done}` : (WORDS[outcome] ?? outcome);
    return [`${number.toLocaleString('en')} ${word}`];
  });
  const rest = parts.length === 0 ? '' : ` Not done: ${parts.join(', ')}.`;
  return {
    message: `${count(counts[done] ?? 0, noun)} ${done}.${rest}`,
    counts,
    exceptions,
    runId,
    href: `/admin/resources/BulkRun/records/${runId}/show`,
  };
}

/** Whoever was decided on otherwise is not “already approved”. */
const DECIDED = ['approved', 'rejected', 'suspended', 'reactivated'];
const WORDS: Record<string, string> = { already: 'already decided', refused: 'refused', missing: 'missing' };
