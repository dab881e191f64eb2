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
import { type ActionView, listHref, type RecordData, type ResourceView, singular, titleOf } from '../page-state.js';
import { MethodPreview } from '../payments/method-preview.js';
import { PaymentReview } from '../payments/payment-review.js';
import { useTitle } from '../shell/use-title.js';
import { Banner, Loading } from '../ui/banner.js';
import { useLoaded } from '../ui/use-loaded.js';
import { Fields } from './fields.js';
import { type PanelData, Panels } from './panels.js';
import { ownerOf, RecordHead, startOf } from './record-head.js';

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
          <RecordHead
            resource={resource}
            record={record}
            subtitle={answer?.contract === undefined ? null : String(record.params.title)}
            hidden={answer?.offered?.hidden ?? []}
            next={answer?.evidence?.next ?? null}
            onAction={setOpen}
          />
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
      {resource.group !== resource.label && (
        <>
          <span>{resource.group}</span>
          <span aria-hidden="true">/</span>
        </>
      )}
      {resource.single ? <span>{resource.label}</span> : <Link to={listHref(resource.id)}>{resource.label}</Link>}
    </nav>
  );
}
