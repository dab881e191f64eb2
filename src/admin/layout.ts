import { assetUrl, type Manifest } from './assets.js';
import { escapeHtml, scriptJson } from './auth/html.js';
import { RESOURCES } from './resources/index.js';
import { type PageState, viewFor } from './views.js';

export const PRODUCT = 'Countersign';

/** The page that carries the application, with what it must know of the role: one script, nothing from another host. */
export function appPage(staff: PageState['staff'], manifest: Manifest, nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${PRODUCT}</title>
${headLinks(manifest)}
<script nonce="${nonce}">
window.COUNTERSIGN = ${scriptJson(pageState(staff, manifest))};
</script>
<script nonce="${nonce}" src="${assetUrl(manifest, 'back-office.js')}" defer></script>
</head>
<body class="cs-admin">
<div id="app"><p class="cs-loading" role="status">Loading…</p></div>
<noscript><p class="cs-loading">The back-office needs JavaScript.</p></noscript>
</body>
</html>`;
}

function pageState(staff: PageState['staff'], manifest: Manifest): PageState {
  const url = (name: string) => assetUrl(manifest, name);
  return {
    resources: RESOURCES.flatMap((definition) => viewFor(staff.role, definition) ?? []),
    staff: { id: staff.id, email: staff.email, role: staff.role },
    assets: {
      pdf: url('pdf.mjs'),
      pdfWorker: url('pdf.worker.mjs'),
      logo: url('logo.svg'),
      logoDark: url('logo-dark.svg'),
      mark: url('favicon.svg'),
    },
  };
}

/** A page of ours that needs no script: login, first password, reset. */
export function plainPage(title: string, body: string, manifest: Manifest): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)} · ${PRODUCT}</title>
${headLinks(manifest)}
</head>
<body class="cs-door">
<main class="cs-door-card">
<picture><source srcset="${assetUrl(manifest, 'logo-dark.svg')}" media="(prefers-color-scheme: dark)"><img class="cs-door-logo" src="${assetUrl(manifest, 'logo.svg')}" width="156" height="32" alt="${PRODUCT}"></picture>
${body}
</main>
</body>
</html>`;
}

function headLinks(manifest: Manifest): string {
  return `<link rel="icon" type="image/svg+xml" href="${assetUrl(manifest, 'favicon.svg')}">
<link rel="preload" as="font" type="font/woff2" crossorigin href="${assetUrl(manifest, 'inter-latin-wght-normal.woff2')}">
<link rel="stylesheet" href="${assetUrl(manifest, 'admin.css')}">`;
}
