import type { Manifest } from '../assets.js';
import { plainPage } from '../layout.js';
import { escapeHtml } from './html.js';

/** The pages before anybody is signed in: plain forms that need no script. */

interface Door {
  manifest: Manifest;
  error?: string | undefined;
  message?: string | undefined;
}

export function loginPage({
  manifest,
  error,
  message,
  email = '',
  next = '',
}: Door & { email?: string | undefined; next?: string | undefined }): string {
  return plainPage(
    'Sign in',
    `<h1>Back-office</h1>
<p class="cs-door-lead">Sign in with your staff login.</p>
${said(error, message)}
<form method="post" action="/admin/login" class="cs-door-form">
${next === '' ? '' : `<input type="hidden" name="next" value="${escapeHtml(next)}">`}
${field('E-mail', `<input id="email" name="email" type="email" autocomplete="username" required maxlength="254" value="${escapeHtml(email)}"${email === '' ? ' autofocus' : ''}>`, 'email')}
${field('Password', `<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="200"${email === '' ? '' : ' autofocus'}>`, 'password')}
<button class="cs-button cs-button-primary cs-door-submit" type="submit">Sign in</button>
</form>
<p class="cs-door-foot"><a href="/admin/forgot-password">Forgot your password?</a></p>`,
    manifest,
  );
}

export function forgotPage({ manifest, error, message }: Door): string {
  return plainPage(
    'Forgot password',
    `<h1>Forgot your password?</h1>
<p class="cs-door-lead">Enter your e-mail address. If it belongs to a staff login, a link to choose a new password is on its way.</p>
${said(error, message)}
<form method="post" action="/admin/forgot-password" class="cs-door-form">
${field('E-mail', '<input id="email" name="email" type="email" autocomplete="username" required maxlength="254" autofocus>', 'email')}
<button class="cs-button cs-button-primary cs-door-submit" type="submit">Send the link</button>
</form>
<p class="cs-door-foot"><a href="/admin/login">Back to sign in</a></p>`,
    manifest,
  );
}

export function setPasswordPage({ manifest, error, token }: Door & { token: string }): string {
  return plainPage(
    'Choose a password',
    `<h1>Choose your password</h1>
<p class="cs-door-lead">At least 8 characters. A short sentence is easy to keep in mind.</p>
${said(error, undefined)}
<form method="post" action="/admin/set-password" class="cs-door-form">
<input type="hidden" name="token" value="${escapeHtml(token)}">
${field('New password', '<input id="password" name="password" type="password" autocomplete="new-password" required minlength="8" maxlength="200" autofocus>', 'password')}
${field('The same again', '<input id="password_confirm" name="password_confirm" type="password" autocomplete="new-password" required maxlength="200">', 'password_confirm')}
<button class="cs-button cs-button-primary cs-door-submit" type="submit">Save password</button>
</form>`,
    manifest,
  );
}

export function messagePage({
  manifest,
  title,
  message,
}: {
  manifest: Manifest;
  title: string;
  message: string;
}): string {
  return plainPage(
    title,
    `<h1>${escapeHtml(title)}</h1><p class="cs-door-lead">${escapeHtml(message)}</p><p class="cs-door-foot"><a href="/admin/">To the back-office</a></p>`,
    manifest,
  );
}

function field(label: string, input: string, id: string): string {
  return `<div class="cs-field"><label for="${id}">${label}</label>${input}</div>`;
}

function said(error: string | undefined, message: string | undefined): string {
  if (error !== undefined) return `<p class="cs-banner cs-banner-danger" role="alert">${escapeHtml(error)}</p>`;
  return message === undefined ? '' : `<p class="cs-banner cs-banner-success" role="status">${escapeHtml(message)}</p>`;
}
