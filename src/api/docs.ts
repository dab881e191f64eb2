import { Router } from 'express';
import { docsView } from './docs-view.js';
import { openApiDocument } from './openapi.js';
import { type Site, showPage } from './pages/site.js';
import { recogniseVisitor } from './pages/visitor.js';
import { API_PREFIXES } from './prefixes.js';

/** The API explains itself: /api/openapi.json for programs, /api/docs for people. */
export function apiDocs(site: Site): Router {
  const document = openApiDocument(site.deps.installation.baseUrl);
  const view = docsView(document);
  const router = Router();
  router.get(under('openapi.json'), (_req, res) => {
    res.set('Cache-Control', 'no-cache').json(document);
  });
  router.get(under('docs'), recogniseVisitor(site), async (req, res) => {
    await showPage(site, req, res, 'api-docs', view);
  });
  return router;
}

function under(name: string): string[] {
  return API_PREFIXES.map((prefix) => `${prefix}/${name}`);
}
