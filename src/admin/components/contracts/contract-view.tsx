import { useState } from 'react';
import type { ContractPage } from '../../operations/contract-page.js';
import { type RecordData, type ResourceView, resourceNamed } from '../page-state.js';
import { Fields } from '../records/fields.js';
import { Banner } from '../ui/banner.js';
import { ContractItems } from './contract-items.js';
import { ContractPeriods } from './contract-periods.js';
import { SignerList } from './signer-list.js';
import { VersionContent } from './version-content.js';
import { VersionFacts, versionLabel } from './version-facts.js';

interface ViewProps {
  resource: ResourceView;
  record: RecordData;
  contract: ContractPage;
  onChanged: () => void;
}

/** A contract: what waits, its versions as they were frozen, its items, its invoices to come. */
export function ContractView({ resource, record, contract, onChanged }: ViewProps) {
  const currency = String(record.params.currency);
  return (
    <>
      <WhatWaits record={record} contract={contract} />
      <Versions contract={contract} />
      {contract.items.length > 0 && (
        <ContractItems
          items={contract.items}
          currency={currency}
          resource={resourceNamed('ContractLineItem')}
          onChanged={onChanged}
        />
      )}
      {contract.periodCount > 0 && (
        <ContractPeriods
          contractId={record.id}
          periods={contract.periods}
          total={contract.periodCount}
          currency={currency}
        />
      )}
      <Fields resource={resource} record={record} without={['title']} />
    </>
  );
}

function WhatWaits({ record, contract: { versions, draft } }: { record: RecordData; contract: ContractPage }) {
  const [newest] = versions;
  const { status, billingEnabled } = record.params;
  if (newest?.status === 'sent') {
    const next = newest.signers.find(({ turn }) => turn);
    if (next === undefined) return null;
    return (
      <Banner tone={next.isMe ? 'warning' : 'info'}>
        {next.isMe ? 'It waits for your countersignature.' : `It waits for the signature of ${next.name}.`}
      </Banner>
    );
  }
  if (newest?.status === 'declined')
    return (
      <Banner tone="danger">
        {newest.declinedByName} declined version {newest.number}: {newest.declineReason}
      </Banner>
    );
  if (draft !== null && (draft.problems.length > 0 || draft.missingFields.length > 0))
    return (
      <Banner tone="warning">
        <strong>Before it can be sent:</strong>{' '}
        {[
          ...draft.problems,
          ...draft.missingFields.map((name) => `Please fill in “${name.replaceAll('_', ' ')}”.`),
        ].join(' ')}
      </Banner>
    );
  if (status === 'signed' && billingEnabled !== true)
    return <Banner tone="info">Signed by everybody. Nothing is invoiced until billing is enabled.</Banner>;
  return null;
}

/** One version at a time, the newest first; each as its signers saw it. */
function Versions({ contract: { versions, draft } }: { contract: ContractPage }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const version = versions.find(({ id }) => id === chosen) ?? versions[0];
  if (version === undefined) return null;
  const content = version.content ?? (version.status === 'draft' ? (draft?.content ?? null) : null);
  return (
    <>
      {versions.length > 1 && (
        <fieldset className="cs-tabs" aria-label="Versions">
          {versions.map((one) => (
            <button
              key={one.id}
              type="button"
              className="cs-tab"
              aria-pressed={one.id === version.id}
              onClick={() => setChosen(one.id)}
            >
              {versionLabel(one)}
            </button>
          ))}
        </fieldset>
      )}
      <div className="cs-two cs-contract">
        <section className="cs-card" aria-label={`Version ${version.number}`}>
          {content === null ? (
            <p className="cs-muted">
              {version.status === 'draft'
                ? 'This draft is not complete enough to be shown, or your role does not write contracts.'
                : 'There is nothing to show.'}
            </p>
          ) : (
            <VersionContent content={content} />
          )}
        </section>
        <div className="cs-review-side">
          <SignerList version={version} />
          <VersionFacts version={version} />
        </div>
      </div>
    </>
  );
}
