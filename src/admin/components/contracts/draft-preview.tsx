import { useRef } from 'react';
import type { Shown } from '../../operations/contract-writing-operations.js';
import { Banner, Empty } from '../ui/banner.js';
import { VersionContent } from './version-content.js';

interface PreviewProps {
  shown: Shown | null;
  /** What the server says of what is typed, where it is too far from a contract to be shown. */
  trouble: { path: string; message: string }[];
  busy: boolean;
}

/** The contract as its signer will see it, and all its invoices to come, while it is written. */
export function DraftPreview({ shown, trouble, busy }: PreviewProps) {
  const content = useLast(shown?.content ?? null);
  const missing = (shown?.missingFields ?? []).map((name) => ({
    path: `field_values.${name}`,
    message: `Please fill in “${name.replaceAll('_', ' ')}”.`,
  }));
  const problems = trouble.length > 0 ? trouble : [...(shown?.problems ?? []), ...missing];
  return (
    <aside className="cs-card cs-draft" aria-label="Preview" aria-busy={busy}>
      <p className="cs-eyebrow">As the customer will see it</p>
      {problems.length > 0 && (
        <Banner tone="warning">
          <strong>Before it can be sent</strong>
          <ul className="cs-problems">
            {problems.map(({ path, message }) => (
              <li key={`${path} ${message}`}>
                <button type="button" className="cs-text-button" onClick={() => focusField(path)}>
                  {message}
                </button>
              </li>
            ))}
          </ul>
        </Banner>
      )}
      {content === null ? (
        <Empty title="Nothing to show yet">Choose the account; the preview then follows what you type.</Empty>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <section className="cs-draft-stage" tabIndex={0} aria-label="Contract, scrollable">
          <VersionContent content={content} />
        </section>
      )}
    </aside>
  );
}

/** While something half typed cannot be shown, what could be shown last stays. */
function useLast<T>(value: T | null): T | null {
  const last = useRef<T | null>(null);
  if (value !== null) last.current = value;
  return last.current;
}

function focusField(path: string): void {
  const field =
    document.querySelector<HTMLElement>(`[name="${CSS.escape(path)}"]`) ??
    document.querySelector<HTMLElement>(`[name^="${CSS.escape(path.split('.')[0] ?? path)}"]`);
  field?.focus();
  field?.scrollIntoView({ block: 'center' });
}
