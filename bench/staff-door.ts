import { Agent, request } from 'node:http';

/** A colleague's browser at the back-office's door: a session, keep-alive, and the headers that pages of ours send. */
export interface StaffDoor {
  /** The cookie of the session, for a browser that begins where this one signed in. */
  cookie: string;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body: object): Promise<Answer>;
  close(): void;
}

export interface Answer {
  status: number;
  /** As they came over the wire, compressed. */
  bytes: number;
  /** Empty when nobody asked for it to be uncompressed. */
  text: string;
}

interface Colleague {
  email: string;
  password: string;
}

export async function staffDoor(baseUrl: string, { email, password }: Colleague): Promise<StaffDoor> {
  const login = await fetch(`${baseUrl}/admin/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: baseUrl, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ email, password }),
  });
  if (login.status < 300 || login.status > 399) throw new Error(`the login answered ${login.status}`);
  const cookie = login.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const agent = new Agent({ keepAlive: true });
  const common = { origin: baseUrl, cookie, accept: 'application/json' };
  return {
    cookie,
    get: (path, headers = {}) => ask(agent, `${baseUrl}${path}`, 'GET', { ...common, ...headers }),
    post: (path, body) =>
      ask(agent, `${baseUrl}${path}`, 'POST', { ...common, 'content-type': 'application/json' }, JSON.stringify(body)),
    close: () => agent.destroy(),
  };
}

/** Plain requests: `fetch` would spend as much time as a bare server. */
export function ask(
  agent: Agent,
  url: string,
  method: string,
  headers: Record<string, string>,
  body: string | Buffer = '',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = body.length === 0 ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = request(url, { agent, method, headers: { ...headers, ...length } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const all = Buffer.concat(chunks);
        const plain = answer.headers['content-encoding'] === undefined;
        resolve({ status: answer.statusCode ?? 0, bytes: all.length, text: plain ? all.toString() : '' });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
