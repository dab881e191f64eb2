import { Link } from 'react-router-dom';
import type { ContractPage } from '../../operations/contract-page.js';
import { formatDate, formatTime, sentenceCase } from '../format.js';
import { recordHref } from '../page-state.js';

type Version = ContractPage['versions'][number];

export function versionLabel({ number, status }: Version): string {
  return `Version ${number}, ${sentenceCase(status).toLowerCase()}`;
}

/** When it was sent, signed, refused or replaced; the fingerprint of what was signed, and the file made of it. */
export function VersionFacts({ version }: { version: Version }) {
  const facts: [string, unknown, (value: unknown) => string][] = [
    ['Sent', version.sentAt, formatTime],
    ['Signed by all', version.signedAt, formatTime],
    ['In force from', version.effectiveFrom, formatDate],
    ['Declined', version.declinedAt, formatTime],
    ['Replaced', version.supersededAt, formatTime],
  ];
  return (
    <section className="cs-card" aria-label="This version">
      <h2>{versionLabel(version)}</h2>
      <dl className="cs-facts cs-facts-narrow">
        {facts.map(([label, value, say]) =>
          value === null ? null : (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{say(value)}</dd>
            </div>
          ),
        )}
        {version.documentSha256 !== null && (
          <div className="cs-facts-wide">
            <dt>Fingerprint of what is signed (SHA-256)</dt>
            <dd>
              <code className="cs-code">{version.documentSha256}</code>
            </dd>
          </div>
        )}
        {version.document !== null && version.document.sha256 !== null && (
          <div className="cs-facts-wide">
            <dt>Fingerprint of the PDF (SHA-256)</dt>
            <dd>
              <code className="cs-code">{version.document.sha256}</code>
            </dd>
          </div>
        )}
      </dl>
      <p className="cs-foot-links">
        {version.document !== null && (
          <a className="cs-button" href={`/admin/documents/contract-versions/${version.id}`}>
            Download the PDF
          </a>
        )}
        <Link className="cs-link" to={recordHref('ContractVersion', version.id)}>
          On record
        </Link>
      </p>
    </section>
  );
}
