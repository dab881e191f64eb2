import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import { newId } from '../services/core/ids.js';

/** One line for each request, with the id that the error answer and the audit entry carry too. */
export function requestLog(log: Logger): RequestHandler {
  return pinoHttp({
    logger: log,
    genReqId(_req, res) {
      const id = newId();
      res.setHeader('X-Request-Id', id);
      return id;
    },
    // Headers hold cookies and tokens, bodies hold passwords: neither is ever written down.
    serializers: {
      req: ({ method, url, raw }: { method: string; url: string; raw: IncomingMessage & { ip?: string } }) => ({
        method,
        url: withoutSecrets(url),
        from: raw.ip,
      }),
      res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
    },
    customAttributeKeys: { reqId: 'requestId' },
    quietReqLogger: true,
    customLogLevel: levelOf,
    customSuccessMessage: (req, res, took) =>
      `${req.method} ${pathOf(req)} ${res.statusCode} in ${Math.round(took)} ms`,
    customErrorMessage: (req, res) => `${req.method} ${pathOf(req)} ${res.statusCode}`,
    autoLogging: { ignore: (req) => /^\/(assets\/|admin\/frontend\/|healthz|readyz)/.test(req.url ?? '') },
  });
}

function levelOf(_req: IncomingMessage, res: ServerResponse, error?: Error): 'info' | 'error' {
  return error !== undefined || res.statusCode >= 500 ? 'error' : 'info';
}

function pathOf(req: IncomingMessage): string {
  const { originalUrl } = req as IncomingMessage & { originalUrl?: string };
  return (originalUrl ?? req.url ?? '').replace(/\?.*$/s, '');
}

/** A mailed link carries its one-time token in the query. */
function withoutSecrets(url: string): string {
  return url.replace(/([?&](?:token|password|email)=)[^&]*/gi, '$1…');
}
