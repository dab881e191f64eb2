import { sentenceCase } from '../format.js';

export function Badge({ tone, children }: { tone: string; children: string }) {
  return <span className={`cs-badge cs-badge-${tone}`}>{children}</span>;
}

const TONES: Record<string, string> = {
  approved: 'success',
  rejected: 'danger',
  suspended: 'danger',
  reactivated: 'success',
  enabled: 'success',
  disabled: 'neutral',
  released: 'success',
  already: 'info',
  refused: 'warning',
  missing: 'neutral',
};

/** Payments and accounts are decided on; contracts and periods are as they should be already. */
export function outcomeLabel(outcome: string, resource: string): string {
  if (outcome !== 'already') return sentenceCase(outcome);
  return resource === 'Contract' || resource === 'BillingPeriod' ? 'Already done' : 'Already decided';
}

export function OutcomeBadge({ outcome, resource }: { outcome: string; resource: string }) {
  return <Badge tone={TONES[outcome] ?? 'neutral'}>{outcomeLabel(outcome, resource)}</Badge>;
}
