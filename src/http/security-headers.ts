// Shared by both doors: src/admin and src/api may not import each other.
import { randomBytes } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

/**
 * Strict headers and a script nonce for each answer. AdminJS cannot do without inline styles, our own pages can.
 * HSTS only where the installation is reached by https.
 */
export function securityHeaders(baseUrl: string, { inlineStyles = false } = {}): RequestHandler[] {
  const https = baseUrl.startsWith('https:');
  return [
    (_req, res, next) => {
      res.locals.cspNonce = randomBytes(16).toString('base64');
      next();
    },
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          scriptSrc: ["'self'", (_req, res) => `'nonce-${cspNonce(res as Response)}'`],
          styleSrc: inlineStyles ? ["'self'", "'unsafe-inline'"] : ["'self'"],
          imgSrc: ["'self'", 'data:', 'blob:'],
          fontSrc: ["'self'"],
          connectSrc: ["'self'"],
          workerSrc: ["'self'"],
          frameSrc: ["'self'"],
          objectSrc: ["'none'"],
          baseUri: ["'none'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          ...(https ? { upgradeInsecureRequests: [] } : {}),
        },
      },
      xFrameOptions: { action: 'deny' },
      // no-referrer would make browsers send "Origin: null" with our own forms.
      referrerPolicy: { policy: 'same-origin' },
      hsts: https,
      crossOriginEmbedderPolicy: false,
      crossOriginOpenerPolicy: https,
      originAgentCluster: false,
    }),
  ];
}

export function cspNonce(res: Response): string {
  const nonce: unknown = res.locals.cspNonce;
  if (typeof nonce !== 'string') throw new Error('securityHeaders was not mounted before this answer');
  return nonce;
}
