import { type FormEvent, useRef, useState } from 'react';
import { type ApiError, asApiError, post } from '../api.js';
import { sentenceCase } from '../format.js';
import { staff } from '../page-state.js';
import { Banner } from '../ui/banner.js';
import { useNotify } from '../ui/notices.js';
import { useTitle } from './use-title.js';

const FIELDS = [
  { name: 'current_password', label: 'Current password', autoComplete: 'current-password' },
  { name: 'password', label: 'New password', autoComplete: 'new-password' },
  { name: 'password_confirm', label: 'The same again', autoComplete: 'new-password' },
];

export function OwnLoginPage() {
  useTitle('Your login');
  const form = useRef<HTMLFormElement>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const notify = useNotify();

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      await post('/pages/login', Object.fromEntries(new FormData(event.currentTarget)));
      form.current?.reset();
      notify('success', 'Your password is changed. Your other sessions have ended.');
    } catch (cause) {
      setError(asApiError(cause));
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className="cs-page cs-page-narrow">
      <header className="cs-head">
        <div>
          <h1>Your login</h1>
          <p className="cs-muted">
            {staff.email}, {sentenceCase(staff.role)}
          </p>
        </div>
      </header>
      <form ref={form} className="cs-card cs-form" onSubmit={submit} noValidate>
        <h2>Change your password</h2>
        {error !== null && <Banner tone="danger">{error.message}</Banner>}
        {FIELDS.map(({ name, label, autoComplete }) => {
          const said = error?.at(name);
          return (
            <div key={name} className="cs-field">
              <label htmlFor={name}>{label}</label>
              <input
                id={name}
                name={name}
                type="password"
                autoComplete={autoComplete}
                maxLength={200}
                aria-invalid={said !== undefined}
                aria-describedby={said === undefined ? undefined : `${name}-error`}
              />
              {said !== undefined && (
                <p id={`${name}-error`} className="cs-error">
                  {said}
                </p>
              )}
            </div>
          );
        })}
        <footer className="cs-form-foot">
          <button type="submit" className="cs-button cs-button-primary" disabled={busy} aria-busy={busy}>
            Change password
          </button>
        </footer>
      </form>
    </div>
  );
}
