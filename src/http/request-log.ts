import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import { newId } from '../services/core/ids.js';
import { errorForLog } from './error-for-log.js';

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
        url: withoutValues(url),
        from: raw.ip,
      }),
      res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
      err: ({ raw }: { raw: unknown }) => errorForLog(raw),
    },
    customAttributeKeys: { reqId: 'requestId' },
    quietReqLogger: true,
    customLogLevel: levelOf,
    customSuccessMessage: (req, res, took) =>
      `${req.method} ${pathOf(req)} ${res.statusCode} in ${Math.round(took)} ms`,
    customErrorMessage: (req, res) => `${req.method} ${pathOf(req)} ${res.statusCode}`,
    autoLogging: { ignore: (req) => /^\/(assets\/|admin\/frontend\/|healthz|readyz|metrics)/.test(req.url ?? '') },
  });
}

function levelOf(_req: IncomingMessage, res: ServerResponse, error?: Error): 'info' | 'error' {
  return error !== undefined || res.statusCode >= 500 ? 'error' : 'info';
}

function pathOf(req: IncomingMessage): string {
  const { originalUrl } = req as IncomingMessage & { originalUrl?: string };
  return (originalUrl ?? req.url ?? '').replace(/\?.*$/s, '').slice(0, LONGEST_PATH);
}

const LONGEST_PATH = 300;

/** The path, and the names of what was asked: values may be tokens of mailed links, addresses of people, or anything. */
function withoutValues(url: string): string {
  const [path = '', query] = url.split(/\?(.*)/s);
  if (query === undefined) return path.slice(0, LONGEST_PATH);
  const names = query.split('&', 20).map((part) => /^([\w.[\]-]{1,32})=/.exec(part)?.[1] ?? '…');
  return `${path.slice(0, LONGEST_PATH)}?${names.join('&')}`;
}
