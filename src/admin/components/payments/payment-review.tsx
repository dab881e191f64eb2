import { Link } from 'react-router-dom';
import type { Evidence } from '../../operations/payment-evidence.js';
import { countryName, formatMoney, formatTime, sentenceCase } from '../format.js';
import { type RecordData, type ResourceView, recordHref } from '../page-state.js';
import { Fields } from '../records/fields.js';
import { Badge } from '../ui/badge.js';
import { Banner } from '../ui/banner.js';
import { PaymentHistory } from './payment-history.js';
import { SlipViewer } from './slip-viewer.js';

interface ReviewProps {
  resource: ResourceView;
  record: RecordData;
  evidence: Evidence;
}

/** The slip beside what it must prove: invoice, account and what the account paid before. */
export function PaymentReview({ resource, record, evidence }: ReviewProps) {
  const { proof, sameReference, sameSlip, history } = evidence;
  return (
    <>
      <Flags evidence={evidence} />
      <div className="cs-review">
        <SlipViewer proof={proof} />
        <div className="cs-review-side">
          <Comparison record={record} evidence={evidence} />
          <InvoiceCard invoice={evidence.invoice} />
          <AccountCard account={evidence.account} />
        </div>
      </div>
      {sameReference.length > 0 && <PaymentHistory title="Same reference elsewhere" payments={sameReference} />}
      {sameSlip.length > 0 && <PaymentHistory title="Same slip elsewhere" payments={sameSlip} />}
      <PaymentHistory title="Other payments of this account" payments={history} />
      <Fields resource={resource} record={record} />
    </>
  );
}

function Flags({ evidence: { sameReference, sameSlip } }: { evidence: Evidence }) {
  return (
    <>
      {sameReference.length > 0 && (
        <Banner tone="warning">
          <strong>This reference was seen before</strong> on {counted(sameReference.length)}. Compare before you
          approve.
        </Banner>
      )}
      {sameSlip.length > 0 && (
        <Banner tone="danger">
          <strong>The very same file was uploaded before</strong> with {counted(sameSlip.length)}.
        </Banner>
      )}
    </>
  );
}

function counted(number: number): string {
  return number === 1 ? 'another payment' : `${number} other payments`;
}

function Comparison({ record, evidence: { invoice } }: { record: RecordData; evidence: Evidence }) {
  const { params } = record;
  return (
    <section className="cs-card cs-claim" aria-label="What the tenant says">
      <h2>Confirmation</h2>
      <p className="cs-claim-amount cs-money">{formatMoney(params.amount, params.currency)}</p>
      <dl className="cs-facts cs-facts-narrow">
        <Fact label="Reference">{String(params.manualReference || '–')}</Fact>
        <Fact label="Payer">{String(params.payerName || '–')}</Fact>
        <Fact label="Sent">{formatTime(params.createdAt)}</Fact>
        <Fact label="Invoice asks">{formatMoney(invoice.total, invoice.currency)}</Fact>
        {typeof params.manualNotes === 'string' && params.manualNotes !== '' && (
          <Fact label="Notes">{params.manualNotes}</Fact>
        )}
        {typeof params.proofUrl === 'string' && params.proofUrl !== '' && (
          <Fact label="Link given (not fetched)">{params.proofUrl}</Fact>
        )}
        {record.populated.enteredBy != null && (
          <Fact label="Entered by">{String(record.populated.enteredBy.title)}</Fact>
        )}
        {record.populated.reviewedBy != null && (
          <Fact label="Decided by">{`${String(record.populated.reviewedBy.title)}, ${formatTime(params.reviewedAt)}`}</Fact>
        )}
        {textIn(params, 'rejectionReason') !== '' && <Fact label="Reason">{textIn(params, 'rejectionReason')}</Fact>}
        {textIn(params, 'adminNotes') !== '' && <Fact label="Staff notes">{textIn(params, 'adminNotes')}</Fact>}
      </dl>
    </section>
  );
}

function textIn(params: RecordData['params'], name: string): string {
  const value = params[name];
  return typeof value === 'string' ? value : '';
}

function InvoiceCard({ invoice }: { invoice: Evidence['invoice'] }) {
  return (
    <section className="cs-card" aria-label="Invoice">
      <h2>
        <Link className="cs-link" to={recordHref('Invoice', invoice.id)}>
          {invoice.number}
        </Link>{' '}
        <Badge tone={invoice.status === 'paid' ? 'success' : invoice.status === 'pending' ? 'warning' : 'neutral'}>
          {sentenceCase(invoice.status)}
        </Badge>
      </h2>
      <ul className="cs-lines">
        {invoice.lines.map((line) => (
          <li key={line.description}>
            <span dir="auto">{line.description}</span>
            <span className="cs-money">{formatMoney(line.amount, invoice.currency)}</span>
          </li>
        ))}
        <li className="cs-lines-total">
          <span>Total</span>
          <span className="cs-money">{formatMoney(invoice.total, invoice.currency)}</span>
        </li>
      </ul>
      <p className="cs-muted">
        Issued {formatTime(invoice.issuedAt)}, due {formatTime(invoice.dueAt)}
      </p>
      {invoice.billedTo.length > 0 && (
        <p className="cs-muted" dir="auto">
          Billed to {invoice.billedTo.join(', ')}
        </p>
      )}
    </section>
  );
}

const STATES: Record<string, string> = {
  active: 'success',
  trial: 'info',
  pending_payment: 'warning',
  pending: 'warning',
  suspended: 'danger',
  rejected: 'danger',
};

function AccountCard({ account }: { account: Evidence['account'] }) {
  return (
    <section className="cs-card" aria-label="Account">
      <h2>
        <Link className="cs-link" dir="auto" to={recordHref('Account', account.id)}>
          {account.name}
        </Link>{' '}
        <Badge tone={STATES[account.status] ?? 'neutral'}>{sentenceCase(account.status)}</Badge>
      </h2>
      <dl className="cs-facts cs-facts-narrow">
        <Fact label="E-mail">{account.email}</Fact>
        <Fact label="Plan">
          {account.plan === null ? '–' : `${account.plan} (${sentenceCase(account.subscription ?? '')})`}
        </Fact>
        <Fact label="Credits">{account.credits.toLocaleString()}</Fact>
        <Fact label="Country">{account.country === '' ? '–' : countryName(account.country)}</Fact>
        <Fact label="With us since">{formatTime(account.since)}</Fact>
      </dl>
    </section>
  );
}

function Fact({ label, children }: { label: string; children: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  );
}
