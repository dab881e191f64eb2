import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { useServer } from '../support/http.js';
import { confirmation, get, newEmail, PASSWORD, post, postForm, register } from './client.js';

const server = useServer();
const CONFIRM = '/api/v1/billing/payments/confirm';
const LOGIN = '/api/v1/auth/login';

async function send(path: string, body: BodyInit, contentType: string, headers: Record<string, string> = {}) {
  const answer = await server.fetch(path, {
    method: 'POST',
    headers: { 'content-type': contentType, ...headers },
    body,
  });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

test.each([
  ['no JSON', '{"email": ', 400, 'malformed_json'],
  ['an array', '[]', 400, 'malformed_json'],
  ['a bare text', '"email"', 400, 'malformed_json'],
  ['null', 'null', 400, 'malformed_json'],
  ['brackets ten thousand deep', `{"email": ${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 400, 'malformed_json'],
  ['NUL', '{"email": "a\\u0000@b.example", "password": "x"}', 400, 'invalid_input'],
  ['half a character', '{"email": "a\\ud800@b.example", "password": "x"}', 400, 'invalid_input'],
  ['more than a request may hold', `{"email": "${'x'.repeat(300_000)}"}`, 413, 'too_large'],
  ['fields of other types', '{"email": {"contains": "@"}, "password": ["x"]}', 400, 'invalid_input'],
  ['nothing', '', 400, 'invalid_input'],
])('a body that is %s is refused in the envelope', async (_what, text, status, code) => {
  const answer = await send(LOGIN, text, 'application/json');
  expect([answer.status, answer.body.success, answer.body.code]).toEqual([status, false, code]);
  expect(answer.body.error).toMatch(/^[A-Z].*\.$/);
  expect(answer.body.request_id).toBe(answer.headers.get('x-request-id'));
});

test('a body of another type, charset or compression is refused with 415', async () => {
  for (const type of ['text/plain', 'application/xml', 'application/json; charset=latin1']) {
    expect([type, (await send(LOGIN, '{}', type)).status]).toEqual([type, 415]);
  }
  expect((await send(LOGIN, '{}', 'application/json', { 'content-encoding': 'gzip' })).status).toBe(415);
});

test('bytes that are not UTF-8 are refused', async () => {
  const bytes = Buffer.concat([Buffer.from('{"email": "'), Buffer.from([0xff, 0xfe, 0xc0]), Buffer.from('"}')]);
  expect((await send(LOGIN, bytes, 'application/json')).body.code).toBe('malformed_text');
});

test('a large body without a length is cut off with 413', async () => {
  const stream = new ReadableStream({
    start(controller) {
      for (let part = 0; part < 40; part++) controller.enqueue(new TextEncoder().encode('x'.repeat(10_000)));
      controller.close();
    },
  });
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: stream, duplex: 'half' };
  expect((await server.fetch(LOGIN, init)).status).toBe(413);
});

test('names of the language itself are ordinary unknown fields', async () => {
  const answer = await send(
    '/api/v1/auth/register',
    `{"email": "${newEmail()}", "password": "${PASSWORD}", "__proto__": {"plan_slug": "scale"}, "constructor": {"prototype": {"is_admin": true}}}`,
    'application/json',
  );
  expect([answer.status, answer.body.data.plan]).toEqual([201, 'free-trial']);
  expect(({} as Record<string, unknown>).is_admin).toBeUndefined();
});

test('what was not asked for is ignored: nobody chooses their own state or balance', async () => {
  const { access, accountId } = await register(server, {
    account_status: 'active',
    status: 'active',
    credits: 1_000_000,
    credit_balance: 1_000_000,
    role: 'superadmin',
    id: 1,
  });
  const { body } = await get(server, '/api/v1/auth/me', { access });
  expect(body.data).toMatchObject({ role: 'owner', account: { id: accountId, status: 'trial', credits: 2000 } });
});

test.each([
  '-29.00',
  '+29.00',
  '0',
  '0.00',
  '29,00',
  '1e309',
  '2.9e1',
  'NaN',
  'Infinity',
  '29.001',
  '٢٩',
  '',
  ' ',
  '9'.repeat(40),
])('the amount "%s" is refused', async (amount) => {
  const { access, accountId, invoice } = await register(server, { plan_slug: 'starter' });
  const answer = await post(server, CONFIRM, confirmation(invoice.id, { amount }), { access });
  expect([answer.status, answer.body.details[0]?.path]).toEqual([400, 'amount']);
  expect(await server.prisma.payment.count({ where: { accountId } })).toBe(0);
});

test('an amount that is no text is refused, 1e309 as a number too', async () => {
  const { access, invoice } = await register(server, { plan_slug: 'starter' });
  for (const amount of ['29', '1e309', '[29]', '{"gte": 0}', 'null', 'true']) {
    const body = JSON.stringify(confirmation(invoice.id)).replace('"29.00"', amount);
    const answer = await send(CONFIRM, body, 'application/json', { authorization: `Bearer ${access}` });
    expect([amount, answer.status, answer.body.details[0].path]).toEqual([amount, 400, 'amount']);
  }
});

test.each([0, -1, 1.5, 2_147_483_648, 1e21, '1e3', ' 1', 'abc', null, [1], { gt: 0 }, true])(
  'the invoice id %j is refused',
  async (id) => {
    const { access } = await register(server);
    const answer = await post(server, CONFIRM, confirmation(1, { invoice_id: id }), { access });
    expect([answer.status, answer.body.details[0]?.path]).toEqual([400, 'invoice_id']);
  },
);

test('emoji, right-to-left text, markup and formulas are kept as they were typed', async () => {
  const { access, invoice } = await register(server, {
    plan_slug: 'starter',
    account_name: '🧾 شركة <script>alert(1)</script>',
  });
  const notes = '=HYPERLINK("http://evil.example")\n+1\n@SUM(1)\n🎉 مرحبا <img src=x onerror=alert(1)>';
  const sent = { manual_reference: "=1+1' OR '1'='1", manual_notes: notes, payer_name: 'עברית' };
  expect((await post(server, CONFIRM, confirmation(invoice.id, sent), { access })).status).toBe(201);
  const { body, headers } = await get(server, '/api/v1/billing/payments', { access });
  expect(body.data[0]).toMatchObject(sent);
  expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  const me = await get(server, '/api/v1/auth/me', { access });
  expect(me.body.data.account.name).toBe('🧾 شركة <script>alert(1)</script>');
});

test.each([
  ['too long', { manual_reference: 'x'.repeat(256) }, 'manual_reference'],
  ['empty', { manual_reference: '   ' }, 'manual_reference'],
  ['on two lines', { manual_reference: 'BT-1\nBT-2' }, 'manual_reference'],
  ['full of control characters', { manual_notes: '\u0007\u001b[31m' }, 'manual_notes'],
  ['longer than notes may be', { manual_notes: 'x'.repeat(2_001) }, 'manual_notes'],
  ['no currency', { currency: 'DOLLAR' }, 'currency'],
])('a text that is %s is refused at its field', async (_what, wishes, path) => {
  const { access, invoice } = await register(server, { plan_slug: 'starter' });
  const answer = await post(server, CONFIRM, confirmation(invoice.id, wishes), { access });
  expect([answer.status, answer.body.details.map((issue) => issue.path)]).toEqual([400, [path]]);
});

test('a form with too many parts, too long a field or two files is refused with 413', async () => {
  const { access, invoice } = await register(server, { plan_slug: 'starter' });
  const form = () => {
    const made = new FormData();
    for (const [name, value] of Object.entries(confirmation(invoice.id))) made.set(name, String(value));
    return made;
  };
  const many = form();
  for (let part = 0; part < 30; part++) many.set(`field-${part}`, 'x');
  const long = form();
  long.set('manual_notes', 'x'.repeat(70_000));
  const twice = form();
  twice.append('proof', new Blob(['%PDF-1.4']), 'a.pdf');
  twice.append('proof', new Blob(['%PDF-1.4']), 'b.pdf');
  for (const sent of [many, long, twice]) {
    const answer = await postForm(server, CONFIRM, sent, { access });
    expect([answer.status, answer.body.code]).toEqual([413, 'too_large']);
  }
});

test('a form that breaks off is refused', async () => {
  const { access } = await register(server);
  const body = '--x\r\nContent-Disposition: form-data; name="invoice_id"\r\n\r\n1';
  const answer = await send(CONFIRM, body, 'multipart/form-data; boundary=x', { authorization: `Bearer ${access}` });
  expect([answer.status, answer.body.code]).toEqual([400, 'malformed_form']);
  const noBoundary = await send(CONFIRM, body, 'multipart/form-data', { authorization: `Bearer ${access}` });
  expect([noBoundary.status, noBoundary.body.code]).toEqual([400, 'malformed_form']);
});

test('an unknown address, a wrong method and a broken one are answered in JSON', async () => {
  const unknown = await get(server, '/api/v1/nothing/here', { headers: { accept: 'text/html' } });
  expect([unknown.status, unknown.body.code]).toEqual([404, 'not_found']);
  const wrong = await get(server, LOGIN);
  expect([wrong.status, wrong.body.code, wrong.headers.get('allow')]).toEqual([
    405,
    'method_not_allowed',
    'OPTIONS, POST',
  ]);
  const broken = await get(server, '/api/v1/billing/invoices/%E0%A4%A');
  expect([broken.status, broken.body.success]).toEqual([400, false]);
  for (const path of ['/api', '/api/', '/v1/', '/api/v1']) {
    expect([path, (await get(server, path)).status]).toEqual([path, 404]);
  }
});

test('asked for its options an address names them', async () => {
  const answer = await server.fetch('/api/v1/auth/me', { method: 'OPTIONS' });
  expect([answer.status, answer.headers.get('allow')]).toEqual([204, 'OPTIONS, GET, HEAD']);
});

test('headers of nonsense do not disturb the server', async () => {
  const answer = await rawRequest('POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 400/);
  expect((await server.fetch('/healthz')).status).toBe(200);
});

function rawRequest(text: string): Promise<string> {
  const { hostname, port } = new URL(server.baseUrl);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}
