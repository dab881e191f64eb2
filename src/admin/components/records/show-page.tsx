import { type ReactNode, useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import type { Result } from '../../operation-action.js';
import type { Evidence } from '../../operations/payment-evidence.js';
import { type MailShown, MailView } from '../mail/mail-view.js';
import { BulkRunReport } from '../operations/bulk-run-report.js';
import { OperationDialog } from '../operations/operation-dialog.js';
import {
  type ActionView,
  listHref,
  type RecordData,
  type ResourceView,
  recordHref,
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
          <RecordHead resource={resource} record={record} next={answer?.evidence?.next ?? null} onAction={setOpen} />
          <Body resource={resource} answer={{ ...answer, record }} />
          <Panels panels={answer?.panels ?? []} />
        </>
      )}
      {open !== null && record !== undefined && (
        <OperationDialog
          resource={resource}
          action={open}
          recordId={record.id}
          onClose={() => setOpen(null)}
          onDone={(result: Result) => (result.gone === true ? navigate(listHref(resource.id)) : loaded.reload())}
        />
      )}
    </div>
  );
}

/** Pages with more to show than their fields. */
function Body({ resource, answer }: { resource: ResourceView; answer: ShowAnswer }): ReactNode {
  const { record, evidence, mail } = answer;
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
  /** The next one that waits for the same decision. */
  next: number | null;
  onAction: (action: ActionView) => void;
}

function RecordHead({ resource, record, next, onAction }: HeadProps) {
  const offered = new Set(record.recordActions?.map(({ name }) => name));
  const actions = resource.actions.filter((action) => action.kind === 'record' && offered.has(action.name));
  const status = Object.values(resource.properties).find(({ kind }) => kind === 'badge');
  return (
    <header className="cs-head">
      <div className="cs-head-title">
        <h1 dir="auto">{titleOf(resource, record)}</h1>
        {status !== undefined && <Value property={status} record={record} />}
      </div>
      <div className="cs-actions">
        {actions.map((action) => (
          <button
            key={action.name}
            type="button"
            className={`cs-button cs-button-${action.tone}`}
            onClick={() => onAction(action)}
          >
            {action.label}
          </button>
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
