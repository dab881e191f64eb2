import { useState } from 'react';
import type { Evidence } from '../../operations/payment-evidence.js';
import { formatBytes } from '../format.js';
import { Banner, Empty } from '../ui/banner.js';
import { Icon } from '../ui/icon.js';
import { PdfPages } from './pdf-pages.js';

type Proof = NonNullable<Evidence['proof']>;

export function SlipViewer({ proof }: { proof: Evidence['proof'] }) {
  return (
    <section className="cs-card cs-slip" aria-label="Slip">
      {proof === null ? (
        <Empty title="No slip was uploaded">Check the bank statement for the reference.</Empty>
      ) : (
        <Slip key={proof.id} proof={proof} />
      )}
    </section>
  );
}

const STEPS = [1, 1.5, 2, 3];

function Slip({ proof }: { proof: Proof }) {
  const [zoom, setZoom] = useState(0);
  const [broken, setBroken] = useState(false);
  const scale = STEPS[zoom] ?? 1;
  return (
    <>
      <header className="cs-slip-head">
        <span className="cs-slip-name" dir="auto" title={`SHA-256 ${proof.sha256}`}>
          {proof.name} <span className="cs-muted">{formatBytes(proof.byteSize)}</span>
        </span>
        <button
          type="button"
          className="cs-icon-button"
          aria-label="Smaller"
          disabled={zoom === 0}
          onClick={() => setZoom(zoom - 1)}
        >
          <Icon name="zoom-out" />
        </button>
        <button
          type="button"
          className="cs-icon-button"
          aria-label="Larger"
          disabled={zoom === STEPS.length - 1}
          onClick={() => setZoom(zoom + 1)}
        >
          <Icon name="zoom-in" />
        </button>
        <a
          className="cs-icon-button"
          aria-label="Download the original"
          href={`/admin/proofs/${proof.id}/original`}
          download
        >
          <Icon name="download" />
        </a>
      </header>
      {broken && (
        <Banner tone="warning">This slip cannot be shown here. Download the original and look at it with care.</Banner>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="cs-slip-stage" tabIndex={0} aria-label="The slip, scrollable">
        {proof.mediaType === 'application/pdf' ? (
          <PdfPages url={`/admin/proofs/${proof.id}/original`} scale={scale} onBroken={() => setBroken(true)} />
        ) : (
          <img
            src={`/admin/proofs/${proof.id}/preview`}
            alt={`Slip ${proof.name}`}
            style={{ width: `${scale * 100}%` }}
            onError={() => setBroken(true)}
          />
        )}
      </section>
    </>
  );
}
