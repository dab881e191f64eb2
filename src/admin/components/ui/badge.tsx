import { sentenceCase } from '../format.js';

export function Badge({ tone, children }: { tone: string; children: string }) {
  return <span className={`cs-badge cs-badge-${tone}`}>{children}</span>;
}

const TONES: Record<string, string> = {
  approved: 'success',
  rejected: 'danger',
  suspended: 'danger',
  reactivated: 'success',
  already: 'info',
  refused: 'warning',
  missing: 'neutral',
};

export function OutcomeBadge({ outcome }: { outcome: string }) {
  return (
    <Badge tone={TONES[outcome] ?? 'neutral'}>
      {outcome === 'already' ? 'Already decided' : sentenceCase(outcome)}
    </Badge>
  );
}
