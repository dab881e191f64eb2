import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { type ApiError, asApiError } from '../api.js';
import { TemplatePreview } from '../contracts/template-preview.js';
import { type RecordData, type ResourceView, recordHref } from '../page-state.js';
import { MethodPreview } from '../payments/method-preview.js';
import { Banner } from '../ui/banner.js';
import { useNotify } from '../ui/notices.js';
import { FieldInput } from './field-input.js';
import { useUnsavedGuard } from './use-unsaved-guard.js';

interface SaveAnswer {
  record: RecordData;
  notice: { message: string };
}

interface FormProps {
  resource: ResourceView;
  fields: string[];
  initial: Record<string, unknown>;
  backTo: string;
  save: (values: Record<string, unknown>) => Promise<SaveAnswer>;
  /** After a conflict: takes the record as it stands now, keeping what was typed. */
  onConflict?: () => Promise<Record<string, unknown>>;
}

const WITH_PREVIEW = ['PaymentMethodConfig', 'ContractTemplate'];

/** Generated forms send only what was changed, keep what was typed when refused, and warn before it is lost. */
export function RecordForm({ resource, fields, initial, backTo, save, onConflict }: FormProps) {
  const [base, setBase] = useState(initial);
  const [values, setValues] = useState(initial);
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const sent = useRef(false);
  const navigate = useNavigate();
  const notify = useNotify();
  const changed = fields.filter((name) => asText(values[name]) !== asText(base[name]));
  const release = useUnsavedGuard(changed.length > 0);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (sent.current) return;
    sent.current = true;
    setBusy(true);
    setError(null);
    try {
      const answer = await save({
        ...pick(values, base.version === undefined ? fields : changed),
        ...(base.version === undefined ? {} : { version: base.version }),
      });
      release();
      notify('success', answer.notice.message);
      navigate(recordHref(resource.id, answer.record.id));
    } catch (cause) {
      setError(asApiError(cause));
    } finally {
      sent.current = false;
      setBusy(false);
    }
  }

  useFirstErrorFocus(error);
  return (
    <form className={WITH_PREVIEW.includes(resource.id) ? 'cs-two' : undefined} onSubmit={submit} noValidate>
      <div className="cs-card cs-form">
        {error !== null && (
          <Banner tone="danger">
            {summaryOf(error)}{' '}
            {error.code === 'changed_meanwhile' && onConflict !== undefined && (
              <button
                type="button"
                className="cs-text-button"
                disabled={busy}
                onClick={() => void takeNewVersion(onConflict)}
              >
                Take the new version and keep what I typed
              </button>
            )}
          </Banner>
        )}
        <div className="cs-form-grid">
          {fields.flatMap((name) => {
            const property = resource.properties[name];
            if (property === undefined) return [];
            return [
              <FieldInput
                key={name}
                property={property}
                value={values[name]}
                error={error?.at(name)}
                onChange={(value) => setValues((before) => ({ ...before, [name]: value }))}
              />,
            ];
          })}
        </div>
        <footer className="cs-form-foot">
          <button type="submit" className="cs-button cs-button-primary" aria-busy={busy} disabled={busy}>
            {busy ? 'Saving…' : 'Save'}
          </button>
          <a className="cs-button" href={backTo}>
            Cancel
          </a>
          {changed.length > 0 && base.version !== undefined && (
            <span className="cs-muted">{changed.length === 1 ? 'One change' : `${changed.length} changes`}</span>
          )}
        </footer>
      </div>
      {resource.id === 'PaymentMethodConfig' && <MethodPreview values={{ ...base, ...values }} />}
      {resource.id === 'ContractTemplate' && <TemplatePreview values={{ ...base, ...values }} />}
    </form>
  );

  /** Saving waits for the new version; otherwise it would meet the same conflict again. */
  async function takeNewVersion(load: () => Promise<Record<string, unknown>>) {
    setBusy(true);
    try {
      adopt(await load());
    } catch (cause) {
      setError(asApiError(cause));
    } finally {
      setBusy(false);
    }
  }

  function adopt(now: Record<string, unknown>): void {
    const kept = pick(values, changed);
    setBase(now);
    setValues({ ...now, ...kept });
    setError(null);
  }
}

/** One sentence above the form; each field says its own beneath. */
function summaryOf({ code, message, details }: ApiError): string {
  if (code === 'changed_meanwhile' || details.length < 2) return message;
  return `${new Set(details.map(({ path }) => path)).size} fields need another look.`;
}

function pick(values: Record<string, unknown>, names: string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, values[name] ?? '']));
}

function asText(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}

function useFirstErrorFocus(error: ApiError | null): void {
  useEffect(() => {
    const first = error?.details[0]?.path;
    if (first !== undefined) document.querySelector<HTMLElement>(`[name="${CSS.escape(first)}"]`)?.focus();
  }, [error]);
}
