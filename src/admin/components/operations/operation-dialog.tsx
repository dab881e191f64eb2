import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { Preview, Result } from '../../operation-action.js';
import { ApiError, asApiError, get, post } from '../api.js';
import type { ActionView, ResourceView } from '../page-state.js';
import { Banner, Loading } from '../ui/banner.js';
import { Modal } from '../ui/modal.js';
import { useNotify } from '../ui/notices.js';
import { DialogFields } from './dialog-fields.js';
import { PreviewView } from './preview-view.js';
import { ResultView } from './result-view.js';

interface DialogProps {
  resource: ResourceView;
  action: ActionView;
  /** One record's page, or … */
  recordId?: number;
  /** … the selection of a list. */
  ids?: number[];
  /** What is known before anybody types: the account whose page it was opened on. */
  given?: Record<string, string>;
  onClose: () => void;
  onDone: (result: Result) => void;
}

const PAUSE_MS = 350;

/** Says what will happen, asks, does it once, and shows what became of each row. */
export function OperationDialog(props: DialogProps) {
  const { resource, action, recordId, onClose, onDone } = props;
  // The list clears its selection once the run is through; the dialog still speaks of what was chosen.
  const [ids] = useState(props.ids ?? []);
  const [given] = useState(props.given ?? {});
  const path =
    recordId === undefined
      ? `/resources/${resource.id}/actions/${action.name}`
      : `/resources/${resource.id}/records/${recordId}/${action.name}`;
  const [preview, setPreview] = useState<Preview | null>(null);
  const [values, setValues] = useState<Record<string, unknown>>({});
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<Result | null>(null);
  const sent = useRef(false);
  const notify = useNotify();
  const asked = action.overSelection ? { recordIds: ids } : {};
  const typed = useRef(false);
  const [attempt, setAttempt] = useState(0);
  const refuse = (why: ApiError) => {
    setError(why);
    setAttempt((count) => count + 1);
  };

  useEffect(() => {
    let current = true;
    loadPreview(path, action.overSelection ? ids : null, given)
      .then((answer) => {
        if (!current) return;
        setPreview(answer);
        setValues({
          ...given,
          ...Object.fromEntries(
            answer.fields.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
          ),
        });
      })
      .catch((cause: unknown) => current && setError(asApiError(cause)));
    return () => {
      current = false;
    };
  }, [path, ids, given, action.overSelection]);

  const live = preview?.live === true;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when something was typed, not when the answer came
  useEffect(() => {
    if (!live || !typed.current || result !== null) return;
    let current = true;
    const timer = window.setTimeout(() => {
      post<{ preview: Preview }>(path, { ...asked, ...values, preview: true })
        .then(({ preview: answer }) => {
          if (!current) return;
          setPreview(answer);
          setError(null);
        })
        // What is half typed is told at its field; nothing else of the answer matters yet.
        .catch((cause: unknown) => current && setError(asApiError(cause)));
    }, PAUSE_MS);
    return () => {
      current = false;
      window.clearTimeout(timer);
    };
  }, [live, values]);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const unticked = preview?.fields.find(
      (field) => field.type === 'checkbox' && field.required === true && values[field.name] !== true,
    );
    if (unticked !== undefined)
      return refuse(
        new ApiError('Please confirm.', 0, 'unconfirmed', [
          { path: unticked.name, message: 'Please tick this to go on.' },
        ]),
      );
    // The state is too slow for the second click of a double click.
    if (sent.current) return;
    sent.current = true;
    setBusy(true);
    setError(null);
    try {
      const answer = await post<Result>(path, { ...asked, ...values });
      onDone(answer);
      if (hasMoreToTell(answer)) setResult(answer);
      else {
        notify('success', answer.message);
        onClose();
      }
    } catch (cause) {
      refuse(asApiError(cause));
    } finally {
      sent.current = false;
      setBusy(false);
    }
  }

  const impossible = preview !== null && preview.possible === 0;
  return (
    <Modal
      title={preview?.title ?? action.label}
      wide={ids.length > 1 || result !== null || preview?.live === true}
      busy={busy}
      onClose={onClose}
    >
      {result !== null ? (
        <ResultView result={result} resource={resource.id} onClose={onClose} />
      ) : (
        <form onSubmit={submit} noValidate>
          <div className="cs-modal-body">
            {preview === null && error === null && <Loading rows={3} />}
            {preview !== null && !live && <PreviewView preview={preview} resource={resource} />}
            {preview !== null && (!impossible || live) && (
              <DialogFields
                fields={preview.fields}
                values={values}
                error={error}
                attempt={attempt}
                onChange={(name, value) => {
                  typed.current = true;
                  setValues((before) => ({ ...before, [name]: value }));
                }}
              />
            )}
            {preview !== null && live && <PreviewView preview={preview} resource={resource} />}
            {error !== null && !standsAtField(error, preview) && <Failure error={error} />}
          </div>
          <footer className="cs-modal-foot">
            <button type="button" className="cs-button" disabled={busy} onClick={onClose}>
              Not now
            </button>
            {preview !== null && !impossible && (
              <button
                type="submit"
                className={`cs-button cs-button-${action.tone === 'danger' ? 'danger' : 'primary'}`}
                aria-busy={busy}
                disabled={busy}
              >
                {busy ? 'Working…' : preview.confirm}
              </button>
            )}
          </footer>
        </form>
      )}
    </Modal>
  );
}

function hasMoreToTell({ counts, data, secret }: Result): boolean {
  return counts !== undefined || data !== undefined || secret !== undefined;
}

/** A long selection does not fit into an address; the same question then travels as a POST that only asks. */
async function loadPreview(path: string, ids: number[] | null, given: Record<string, string>): Promise<Preview> {
  const { preview } =
    ids === null
      ? await get<{ preview: Preview }>(path, given)
      : await post<{ preview: Preview }>(path, { recordIds: ids, preview: true });
  return preview;
}

/** Said where it belongs already; twice would be once too often. */
function standsAtField(error: ApiError, preview: Preview | null): boolean {
  return (
    error.details.length > 0 &&
    error.details.every(({ path }) => preview?.fields.some(({ name }) => name === path || path.startsWith(`${name}.`)))
  );
}

function Failure({ error }: { error: ApiError }) {
  const waiting = error.code === 'confirmation_pending' ? error.at('payment_id') : undefined;
  return (
    <Banner tone="danger">
      {error.message}
      {waiting !== undefined && (
        <>
          {' '}
          <a href={`/admin/resources/Payment/records/${waiting}/show`}>Open that payment</a>
        </>
      )}
      {error.status === 401 && (
        <>
          {' '}
          <a href="/admin/login" target="_blank" rel="noreferrer">
            Sign in
          </a>
        </>
      )}
    </Banner>
  );
}
