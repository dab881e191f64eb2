import { type ReactNode, useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import type { Result } from '../../operation-action.js';
import type { ContractPage } from '../../operations/contract-page.js';
import type { InvoicePage } from '../../operations/invoice-page.js';
import type { Evidence } from '../../operations/payment-evidence.js';
import { ContractView } from '../contracts/contract-view.js';
import { TemplatePreview } from '../contracts/template-preview.js';
import { InvoiceSheet } from '../invoices/invoice-sheet.js';
import { type MailShown, MailView } from '../mail/mail-view.js';
import { BulkRunReport } from '../operations/bulk-run-report.js';
import { OperationDialog } from '../operations/operation-dialog.js';
import {
  type ActionView,
  actionHref,
  listHref,
  type RecordData,
  type ResourceView,
  recordHref,
  resources,
  singular,
  titleOf,
} from '../page-state.js';
import { MethodPreview } from '../payments/method-preview.js';
import { PaymentReview } from '../payments/payment-review.js';
import { useTitle } from '../shell/use-title.js';
import { Banner, Loading } from '../ui/banner.js';
import { Icon } from '../ui/icon.js';
import { useLoaded } from '../ui/use-loaded.js';
import { Fields } from './fields.js';
import { type PanelData, Panels } from './panels.js';
import { Value } from './value.js';

interface ShowAnswer {
  record: RecordData;
  panels?: PanelData[];
  evidence?: Evidence;
  mail?: MailShown;
  contract?: ContractPage;
  invoice?: InvoicePage;
  /** Buttons that the record's own columns would show and its further facts do not. */
  offered?: { hidden: string[] };
}

export function ShowPage({ resource, id }: { resource: ResourceView; id: string }) {
  const loaded = useLoaded<ShowAnswer>(`/resources/${resource.id}/records/${id}/show`);
  const [open, setOpen] = useState<ActionView | null>(null);
  const navigate = useNavigate();
  const answer = loaded.data;
  const record = answer?.record;
  useTitle(record === undefined ? singular(resource.label) : titleOf(resource, record));
  return (
    <div className="cs-page">
      <Crumbs resource={resource} />
      {loaded.error !== null && <Banner tone="danger">{loaded.error}</Banner>}
      {record === undefined ? (
        loaded.error === null && <Loading rows={10} />
      ) : (
        <>
          <RecordHead resource={resource} record={record} answer={{ ...answer, record }} onAction={setOpen} />
          <Body resource={resource} answer={{ ...answer, record }} onChanged={loaded.reload} />
          <Panels panels={answer?.panels ?? []} />
        </>
      )}
      {open !== null && record !== undefined && (
        <OperationDialog
          resource={ownerOf(open) ?? resource}
          action={open}
          {...(open.kind === 'record' ? { recordId: record.id } : { given: startOf(open, record) })}
          onClose={() => setOpen(null)}
          onDone={(result: Result) => (result.gone === true ? navigate(listHref(resource.id)) : loaded.reload())}
        />
      )}
    </div>
  );
}

interface BodyProps {
  resource: ResourceView;
  answer: ShowAnswer;
  onChanged: () => void;
}

/** Pages with more to show than their fields. */
function Body({ resource, answer, onChanged }: BodyProps): ReactNode {
  const { record, evidence, mail, contract } = answer;
  if (contract !== undefined)
    return <ContractView resource={resource} record={record} contract={contract} onChanged={onChanged} />;
  if (answer.invoice !== undefined)
    return (
      <>
        <InvoiceSheet record={record} invoice={answer.invoice} />
        <Fields resource={resource} record={record} />
      </>
    );
  if (evidence !== undefined) return <PaymentReview resource={resource} record={record} evidence={evidence} />;
  if (mail !== undefined) return <MailView resource={resource} record={record} mail={mail} />;
  if (resource.id === 'BulkRun') return <BulkRunReport record={record} />;
  if (resource.id === 'PaymentMethodConfig') {
    return (
      <div className="cs-two">
        <Fields resource={resource} record={record} />
        <MethodPreview values={record.params} />
      </div>
    );
  }
  if (resource.id === 'ContractTemplate') {
    return (
      <div className="cs-two cs-two-even">
        <Fields resource={resource} record={record} without={['body']} />
        <TemplatePreview values={record.params} />
      </div>
    );
  }
  return <Fields resource={resource} record={record} />;
}

function Crumbs({ resource }: { resource: ResourceView }) {
  return (
    <nav className="cs-crumbs" aria-label="Breadcrumb">
      <span>{resource.group}</span>
      <span aria-hidden="true">/</span>
      {resource.single ? <span>{resource.label}</span> : <Link to={listHref(resource.id)}>{resource.label}</Link>}
    </nav>
  );
}

interface HeadProps {
  resource: ResourceView;
  record: RecordData;
  answer: ShowAnswer;
  onAction: (action: ActionView) => void;
}

function RecordHead({ resource, record, answer, onAction }: HeadProps) {
  /** The next one that waits for the same decision. */
  const next = answer.evidence?.next ?? null;
  const offered = new Set(record.recordActions?.map(({ name }) => name));
  const actions = [
    ...resource.actions.filter(
      ({ kind, name }) => kind === 'record' && offered.has(name) && answer.offered?.hidden.includes(name) !== true,
    ),
    ...startingFrom(resource),
  ].sort((one, other) => TONES.indexOf(one.tone) - TONES.indexOf(other.tone));
  const status = Object.values(resource.properties).find(({ kind }) => kind === 'badge');
  return (
    <header className="cs-head">
      <div className="cs-head-title">
        <h1 dir="auto">{titleOf(resource, record)}</h1>
        {status !== undefined && <Value property={status} record={record} />}
      </div>
      <div className="cs-actions">
        {actions.map((action) => (
          <ActionButton
            key={action.name}
            action={action}
            href={hrefOf(action, resource, record)}
            onPress={() => onAction(action)}
          />
        ))}
        {resource.canEdit && (
          <Link className="cs-button" to={recordHref(resource.id, record.id, 'edit')}>
            <Icon name="pencil" size={16} /> Edit
          </Link>
        )}
        {next !== null && (
          <Link className="cs-button" to={recordHref(resource.id, next)}>
            Next waiting <Icon name="chevron-right" size={16} />
          </Link>
        )}
      </div>
    </header>
  );
}

/** What leads on stands first, what ends something last. */
const TONES = ['primary', 'plain', 'danger'];

interface ButtonProps {
  action: ActionView;
  href: string;
  onPress: () => void;
}

function ActionButton({ action, href, onPress }: ButtonProps) {
  const look = `cs-button cs-button-${action.tone}`;
  if (action.page)
    return (
      <Link className={look} to={href}>
        {action.label}
      </Link>
    );
  return (
    <button type="button" className={look} onClick={onPress}>
      {action.label}
    </button>
  );
}

/** What can be made from this record's page: a contract or an invoice for this account. */
function startingFrom(resource: ResourceView): ActionView[] {
  const actions = resources.flatMap((one) => one.actions);
  // In its own list it leads on; here it is one thing among others.
  return actions
    .filter(({ startsFrom }) => startsFrom?.resource === resource.id)
    .map((action) => ({ ...action, tone: 'plain' }));
}

/** Whose action it is, where it is not one on the record itself. */
function ownerOf({ name, kind }: ActionView): ResourceView | null {
  if (kind === 'record') return null;
  return resources.find(({ actions }) => actions.some((one) => one.name === name && one.startsFrom !== null)) ?? null;
}

function startOf({ startsFrom }: ActionView, record: RecordData): Record<string, string> {
  return startsFrom === null ? {} : { [startsFrom.field]: String(record.id) };
}

function hrefOf(action: ActionView, resource: ResourceView, record: RecordData): string {
  if (action.kind === 'record') return recordHref(resource.id, record.id, action.name);
  return actionHref(ownerOf(action)?.id ?? resource.id, action.name, startOf(action, record));
}
