import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import type { DraftForm, EditorAccount, EditorOptions } from '../../operations/contract-editor.js';
import type { EditorPage } from '../../operations/contract-writing-operations.js';
import { type ApiError, asApiError, post } from '../api.js';
import { useUnsavedGuard } from '../forms/use-unsaved-guard.js';
import { useTitle } from '../shell/use-title.js';
import { Banner, Loading } from '../ui/banner.js';
import { useNotify } from '../ui/notices.js';
import { useLoaded } from '../ui/use-loaded.js';
import { DraftPreview } from './draft-preview.js';
import { FactsSection, TermsSection } from './draft-sections.js';
import { ItemsEditor } from './items-editor.js';
import { SignersEditor } from './signers-editor.js';
import { TextSection } from './text-section.js';
import { useDraftPreview } from './use-draft-preview.js';

/** Where staff write contracts: the form beside what the customer will see. */
export function ContractEditorPage({ path, backTo }: { path: string; backTo: string }) {
  const [params] = useSearchParams();
  const { data, error } = useLoaded<{ preview: { title: string; page: EditorPage } }>(path, params.toString());
  const title = data?.preview.title ?? 'Contract';
  useTitle(title);
  const page = data?.preview.page;
  return (
    <div className="cs-page">
      <header className="cs-head">
        <h1>{title}</h1>
      </header>
      {error !== null && <Banner tone="danger">{error}</Banner>}
      {page?.options === undefined || page.draft === undefined ? (
        error === null && <Loading rows={12} />
      ) : (
        <Editor path={path} backTo={backTo} page={page} options={page.options} initial={page.draft} />
      )}
    </div>
  );
}

interface EditorProps {
  path: string;
  backTo: string;
  page: EditorPage;
  options: EditorOptions;
  initial: DraftForm;
}

function Editor({ path, backTo, page, options, initial }: EditorProps) {
  const { edited } = page;
  const [draft, setDraft] = useState(initial);
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const sent = useRef(false);
  const form = useRef<HTMLFormElement>(null);
  const navigate = useNavigate();
  const notify = useNotify();
  const preview = useDraftPreview(path, draft, page.account);
  const account = draft.account_id === '' ? null : preview.account;
  const dirty = JSON.stringify(draft) !== JSON.stringify(initial);
  const release = useUnsavedGuard(dirty);
  const change = (part: Partial<DraftForm>) => setDraft((before) => ({ ...before, ...part }));
  const errorAt = (name: string) => error?.at(name);
  useAccountDefaults(preview.account, draft, change);
  useSaveKey(form);
  useErrorFocus(error);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (sent.current) return;
    sent.current = true;
    setBusy(true);
    setError(null);
    try {
      const seen = edited === null ? {} : { version: edited.version, version_id: edited.versionId };
      const answer = await post<{ message: string; href: string }>(path, { ...draft, ...seen });
      release();
      notify('success', answer.message);
      navigate(answer.href);
    } catch (cause) {
      setError(asApiError(cause));
    } finally {
      sent.current = false;
      setBusy(false);
    }
  }

  return (
    <form ref={form} className="cs-editor" onSubmit={submit} noValidate>
      <div className="cs-editor-form">
        {error !== null && <Failure error={error} />}
        <FactsSection
          draft={draft}
          account={account}
          edited={edited}
          errorAt={errorAt}
          onChange={change}
          onAccount={(id) => change({ account_id: String(id) })}
        />
        <TextSection
          draft={draft}
          options={options}
          isNew={edited === null}
          own={preview.shown?.ownFields ?? Object.keys(draft.field_values)}
          errorAt={errorAt}
          onChange={change}
        />
        <ItemsEditor
          items={draft.items}
          options={options}
          currency={draft.currency}
          errorAt={errorAt}
          onChange={(items) => change({ items })}
        />
        <TermsSection
          draft={draft}
          errorAt={errorAt}
          onChange={change}
          amendment={edited !== null && draft.effective_from !== ''}
        />
        <SignersEditor
          signers={draft.signers}
          account={account}
          options={options}
          errorAt={errorAt}
          onChange={(signers) => change({ signers })}
        />
        <footer className="cs-editor-foot">
          <button type="submit" className="cs-button cs-button-primary" aria-busy={busy} disabled={busy}>
            {busy ? 'Saving…' : 'Save draft'}
          </button>
          <a className="cs-button" href={backTo}>
            Cancel
          </a>
          <span className="cs-muted">{dirty ? 'Not saved yet. Ctrl+S saves.' : 'Nothing outside sees a draft.'}</span>
        </footer>
      </div>
      <DraftPreview shown={preview.shown} trouble={preview.trouble} busy={preview.busy} />
    </form>
  );
}

function Failure({ error }: { error: ApiError }) {
  const { code, message, details } = error;
  const fields = new Set(details.map(({ path }) => path)).size;
  return (
    <Banner tone="danger">
      {fields > 1 ? `${fields} fields need another look.` : message}{' '}
      {(code === 'stale' || code === 'version_sent' || code === 'no_draft') && (
        <a href={window.location.href} target="_blank" rel="noreferrer">
          Open it as it stands now, in another tab
        </a>
      )}
    </Banner>
  );
}

/** Another account brings its own discount and its own signers. */
function useAccountDefaults(
  account: EditorAccount | null,
  draft: DraftForm,
  change: (part: Partial<DraftForm>) => void,
): void {
  const known = useRef(draft.account_id);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another account changes anything
  useEffect(() => {
    if (account === null || String(account.id) === known.current) return;
    known.current = String(account.id);
    const [first] = account.signers;
    const ours = draft.signers.filter((signer) => 'staff_user_id' in signer);
    change({
      discount_percent: account.discount,
      signers: [...(first === undefined ? [] : [{ user_id: first.id }]), ...ours],
    });
  }, [account]);
}

function useSaveKey(form: { current: HTMLFormElement | null }): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      form.current?.requestSubmit();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [form]);
}

function useErrorFocus(error: ApiError | null): void {
  useEffect(() => {
    if (error === null) return;
    const named = error.details.map(({ path }) => document.querySelector<HTMLElement>(`[name="${CSS.escape(path)}"]`));
    const first = named.find((field) => field !== null);
    if (first !== undefined && first !== null) first.focus();
    else document.querySelector('.cs-main')?.scrollTo({ top: 0 });
  }, [error]);
}
