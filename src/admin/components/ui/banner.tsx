import type { ReactNode } from 'react';
import { Icon } from './icon.js';

const ICONS = { danger: 'circle-x', warning: 'triangle-alert', success: 'circle-check', info: 'info' } as const;

export function Banner({ tone, children }: { tone: keyof typeof ICONS; children: ReactNode }) {
  return (
    <div className={`cs-banner cs-banner-${tone}`} role={tone === 'danger' ? 'alert' : 'status'}>
      <Icon name={ICONS[tone]} />
      <div>{children}</div>
    </div>
  );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="cs-empty">
      <Icon name="inbox" size={28} />
      <p className="cs-empty-title">{title}</p>
      {children !== undefined && <p className="cs-muted">{children}</p>}
    </div>
  );
}

export function Loading({ rows = 6 }: { rows?: number }) {
  return (
    <div className="cs-skeleton" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => `${92 - ((row * 17) % 40)}.${row}%`).map((width) => (
        <span key={width} style={{ width }} />
      ))}
    </div>
  );
}
