import { PASSWORD } from '../../support/factories.js';
import type { TestServer } from '../../support/http.js';

export interface PageAnswer {
  status: number;
  location: string | null;
  headers: Headers;
  html: string;
}

/** A browser without a screen: keeps cookies and sends forms as one of our pages would. */
export interface Visitor {
  get(path: string): Promise<PageAnswer>;
  post(path: string, fields: Record<string, string> | FormData, headers?: Record<string, string>): Promise<PageAnswer>;
  cookie(): string;
}

export function newVisitor(server: TestServer): Visitor {
  const cookies = new Map<string, string>();
  const cookie = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const send = async (path: string, init: RequestInit & { headers: Record<string, string> }) => {
    const headers = { ...(cookies.size > 0 ? { cookie: cookie() } : {}), ...init.headers };
    const response = await server.fetch(path, { ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      cookies.set(name, value);
    }
    const { status } = response;
    return {
      status,
      location: response.headers.get('location'),
      headers: response.headers,
      html: await response.text(),
    };
  };
  return {
    cookie,
    get: (path) => send(path, { headers: {} }),
    post: (path, fields, headers = {}) =>
      send(path, {
        method: 'POST',
        headers: { origin: server.baseUrl, 'sec-fetch-site': 'same-origin', ...headers },
        body: fields instanceof FormData ? fields : new URLSearchParams(fields),
      }),
  };
}

export async function signedIn(server: TestServer, email: string): Promise<Visitor> {
  const visitor = newVisitor(server);
  const answer = await visitor.post('/login', { email, password: PASSWORD });
  if (answer.location !== '/app') throw new Error(`${email} was not let in: ${answer.status}`);
  return visitor;
}
