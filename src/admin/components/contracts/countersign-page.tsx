import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import type { SigningPage } from '../../operations/contract-signing-operations.js';
import { type ApiError, asApiError, post } from '../api.js';
import { TextField } from '../forms/form-fields.js';
import { useTitle } from '../shell/use-title.js';
import { Banner, Empty, Loading } from '../ui/banner.js';
import { Notes } from '../ui/notes.js';
import { useNotify } from '../ui/notices.js';
import { useLoaded } from '../ui/use-loaded.js';
import { SignerList } from './signer-list.js';
import { VersionContent } from './version-content.js';

/** A colleague reads what was frozen and signs it for the seller. */
export function CountersignPage({ path, backTo }: { path: string; backTo: string }) {
  const { data, error } = useLoaded<{ preview: { page: SigningPage } }>(path);
  const page = data?.preview.page;
  useTitle(page === undefined ? 'Countersign' : `Countersign ${page.number}`);
  return (
    <div className="cs-page">
      <header className="cs-head">
        <h1>{page === undefined ? 'Countersign' : `Countersign ${page.number}`}</h1>
      </header>
      {error !== null && (
        <Banner tone="danger">
          {error} <a href={backTo}>Back to the contract</a>
        </Banner>
      )}
      {page === undefined ? (
        error === null && <Loading rows={10} />
      ) : (
        <Signing path={path} backTo={backTo} page={page} />
      )}
    </div>
  );
}

function Signing({ path, backTo, page: { version } }: { path: string; backTo: string; page: SigningPage }) {
  const [typedName, setTypedName] = useState('');
  const [consent, setConsent] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const sent = useRef(false);
  const navigate = useNavigate();
  const notify = useNotify();
  useEffect(() => {
    const [first] = error?.details ?? [];
    if (first !== undefined) document.querySelector<HTMLElement>(`[name="${CSS.escape(first.path)}"]`)?.focus();
  }, [error]);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (sent.current) return;
    sent.current = true;
    setBusy(true);
    setError(null);
    try {
      const answer = await post<{ message: string }>(path, {
        version_id: version.id,
        document_sha256: version.documentSha256,
        typed_name: typedName,
        consent,
      });
      notify('success', answer.message);
      navigate(backTo);
    } catch (cause) {
      setError(asApiError(cause));
    } finally {
      sent.current = false;
      setBusy(false);
    }
  }

  const { content } = version;
  const me = version.signers.find(({ isMe }) => isMe);
  if (content === null) return <Empty title="There is nothing to sign" />;
  return (
    <div className="cs-two cs-contract">
      <section className="cs-card" aria-label="What is signed">
        <VersionContent content={content} />
      </section>
      <div className="cs-review-side cs-sticky">
        <SignerList version={version} />
        <form className="cs-card cs-form" onSubmit={submit} noValidate>
          <h2>Your signature</h2>
          {error !== null && error.details.length === 0 && <Banner tone="danger">{error.message}</Banner>}
          {me?.turn === true ? (
            <>
              <div className="cs-field cs-field-check">
                <input
                  id="consent"
                  name="consent"
                  type="checkbox"
                  checked={consent}
                  aria-invalid={error?.at('consent') !== undefined}
                  aria-describedby={error?.at('consent') === undefined ? undefined : 'consent-error'}
                  onChange={(event) => setConsent(event.target.checked)}
                />
                <label htmlFor="consent" className="cs-consent">
                  {content.consent}
                </label>
                <Notes id="consent" error={error?.at('consent')} />
              </div>
              <TextField
                label="Your full name"
                name="typed_name"
                dir="auto"
                maxLength={255}
                autoComplete="name"
                value={typedName}
                error={error?.at('typed_name')}
                onChange={setTypedName}
              />
              <p className="cs-help">
                Kept for good beside your name: the time, your address, your browser and the fingerprint{' '}
                <code className="cs-code">{version.documentSha256}</code>
              </p>
              <footer className="cs-form-foot">
                <button type="submit" className="cs-button cs-button-primary" aria-busy={busy} disabled={busy}>
                  {busy ? 'Signing…' : 'Sign'}
                </button>
                <a className="cs-button" href={backTo}>
                  Not now
                </a>
              </footer>
            </>
          ) : (
            <p className="cs-says">
              {me === undefined
                ? 'You are not named as a signer of this version.'
                : me.signedAt === null
                  ? 'It is not your turn yet; you get a mail when it is.'
                  : 'You have signed this version.'}{' '}
              <a href={backTo}>Back to the contract</a>
            </p>
          )}
        </form>
      </div>
    </div>
  );
}
