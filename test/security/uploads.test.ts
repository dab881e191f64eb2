import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { constants, crc32, deflateRawSync } from 'node:zlib';
import sharp from 'sharp';
import { beforeAll, expect, it, vi } from 'vitest';
import { type Colleague, signIn } from '../admin/office.js';
import { confirmation, postForm, register, type Tenant } from '../api/client.js';
import { issueOneOff } from '../support/factories.js';
import { useServer } from '../support/http.js';

const server = useServer();
const PATH = '/api/v1/billing/payments/confirm';
const SCRIPT = '<script>alert(document.domain)</script>';
let reviewer: Colleague;
let tenant: Tenant;
let png: Buffer;

beforeAll(async () => {
  reviewer = await signIn(server, 'finance');
  tenant = await register(server);
  png = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#336699' } })
    .png()
    .toBuffer();
});

/** Confirms an invoice of its own with this slip. */
async function upload(bytes: Buffer | string, name = 'slip.png'): ReturnType<typeof postForm> {
  const invoiceId = await issueOneOff(server, tenant.accountId);
  const form = new FormData();
  for (const [field, value] of Object.entries(confirmation(invoiceId, { amount: '15.00' })))
    form.set(field, String(value));
  form.set('proof', new Blob([new Uint8Array(Buffer.from(bytes))]), name);
  return postForm(server, PATH, form, { access: tenant.access });
}

async function proofOf({ status, body }: Awaited<ReturnType<typeof postForm>>) {
  expect(status).toBe(201);
  return server.prisma.paymentProof.findUniqueOrThrow({ where: { paymentId: body.data.payment_id } });
}

it('an image of 60 000 by 60 000 pixels is not unfolded', async () => {
  const bomb = hugePng(60_000);
  expect(bomb.length).toBeLessThan(1_000_000);
  const proof = await proofOf(await upload(bomb));
  const preview = await reviewer.fetch(`/admin/proofs/${proof.id}/preview`);
  expect([preview.status, (await preview.json()).code]).toEqual([422, 'unreadable_image']);
  // A picture of that kind that is small enough is shown.
  const small = await proofOf(await upload(hugePng(400)));
  expect((await reviewer.fetch(`/admin/proofs/${small.id}/preview`)).status).toBe(200);
});

it('a picture with a page or an archive behind it is shown to a reviewer without them', async () => {
  const polyglot = Buffer.concat([png, Buffer.from(SCRIPT), Buffer.from('PK\u0003\u0004 META-INF/MANIFEST.MF')]);
  const proof = await proofOf(await upload(polyglot, 'slip.html'));
  expect(proof.mediaType).toBe('image/png');
  const preview = await reviewer.fetch(`/admin/proofs/${proof.id}/preview`);
  const drawn = Buffer.from(await preview.arrayBuffer());
  expect([preview.headers.get('content-type'), preview.headers.get('x-content-type-options')]).toEqual([
    'image/webp',
    'nosniff',
  ]);
  expect([drawn.includes('<script'), drawn.includes('META-INF')]).toEqual([false, false]);
});

it('a slip is kept by no browser that would show it unasked, and asked again it is not sent again', async () => {
  const proof = await proofOf(await upload(png));
  const ask = (headers = {}) => reviewer.fetch(`/admin/proofs/${proof.id}/preview`, { headers });
  const first = await ask();
  expect([first.status, first.headers.get('cache-control')]).toEqual([200, 'private, no-cache']);
  const again = await ask({ 'if-none-match': first.headers.get('etag') ?? '' });
  expect([again.status, await again.text()]).toEqual([304, '']);
  const known = { 'if-none-match': first.headers.get('etag') ?? '' };
  expect((await server.fetch(`/admin/proofs/${proof.id}/preview`, { headers: known })).status).toBe(401);
});

it('asking for the picture of a PDF leaves no file open, however often', async () => {
  const read = vi.spyOn(server.installation.proofs, 'read');
  const proof = await proofOf(await upload('%PDF-1.4\n%%EOF\n', 'slip.pdf'));
  for (let count = 0; count < 3; count++)
    expect((await reviewer.fetch(`/admin/proofs/${proof.id}/preview`)).status).toBe(422);
  const opened = await Promise.all(read.mock.results.map(({ value }) => value));
  expect(opened.map(({ destroyed }) => destroyed)).toEqual([true, true, true]);
});

it('a slip that is a page as well is handed out as a download that no browser runs, at either door', async () => {
  const both = `%PDF-1.4\n<html>${SCRIPT}</html>\n%%EOF\n`;
  const proof = await proofOf(await upload(both, 'slip.html'));
  expect(proof.originalName).toBe('slip.html.pdf');
  const login = await server.fetch('/login', {
    method: 'POST',
    headers: { origin: server.baseUrl },
    body: new URLSearchParams({ email: tenant.email, password: 'TestPass123!' }),
  });
  const cookie = login.headers.getSetCookie().join('; ');
  const answers = [
    await reviewer.fetch(`/admin/proofs/${proof.id}/original`),
    await server.fetch(`/app/proofs/${proof.id}`, { headers: { cookie } }),
  ];
  for (const { status, headers } of answers) {
    expect([status, headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="slip/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
  }
});

it.each([
  ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
  ['an SVG behind an XML head', '<?xml version="1.0"?><!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg"/>'],
  ['a page', `<!doctype html>${SCRIPT}`],
  ['a GIF', 'GIF89a\u0001\u0000\u0001\u0000\u0000\u0000\u0000;'],
  ['an archive', 'PK\u0003\u0004\u0014\u0000\u0000\u0000\u0008\u0000'],
  ['a program', 'MZ\u0000\u0000'],
  ['a script', '#!/bin/sh\nrm -rf /\n'],
  ['a text', 'I have paid, believe me'],
])('no slip, whatever its name says: %s', async (_what, content) => {
  const answer = await upload(content, 'slip.pdf');
  expect([answer.status, answer.body.code]).toEqual([415, 'file_type_refused']);
});

it.each([
  '../../../../../../tmp/evil.png',
  '/etc/cron.d/evil.png',
  'C:\\Windows\\evil.png',
  '..%2f..%2fevil.png',
  'evil.png\r\nSet-Cookie: countersign.staff=planted',
  'evil\u202egnp.png',
  '.'.repeat(300),
])('the name %j chooses no place and forges no header', async (name) => {
  const { length } = await readdir(server.proofFolder);
  const proof = await proofOf(await upload(png, name));
  const stored = await readdir(server.proofFolder);
  expect([stored.length, stored.includes(proof.storageKey)]).toEqual([length + 1, true]);
  expect(proof.storageKey).toMatch(/^[0-9a-f-]{36}$/);
  expect(proof.originalName).not.toMatch(/[\\/\r\n\u202e]/);
  const { headers } = await reviewer.fetch(`/admin/proofs/${proof.id}/original`);
  expect([headers.getSetCookie().join().includes('planted'), headers.get('x-content-type-options')]).toEqual([
    false,
    'nosniff',
  ]);
});

it('a form of thousands of parts is refused', async () => {
  const form = new FormData();
  for (let part = 0; part < 5_000; part++) form.append(`field-${part}`, 'x');
  const answer = await postForm(server, PATH, form, { access: tenant.access });
  expect([answer.status, answer.body.code]).toEqual([413, 'too_large']);
});

it('an upload without end or length is cut off', async () => {
  const { sent, status } = await sendWithoutEnd(tenant.access);
  expect(status).toBe(413);
  expect(sent).toBeLessThan(90_000_000);
});

/** Sends until it is stopped, or a hundred megabytes have gone. */
function sendWithoutEnd(access: string): Promise<{ sent: number; status: number }> {
  const chunk = Buffer.alloc(1_000_000, 'x');
  return new Promise((resolve) => {
    let [sent, status] = [0, 0];
    const call = request(`${server.baseUrl}${PATH}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access}`, 'content-type': 'multipart/form-data; boundary=b' },
    });
    const done = () => resolve({ sent, status });
    call.on('response', (answer) => {
      status = answer.statusCode ?? 0;
      answer.resume();
    });
    call.on('error', done).on('close', done);
    call.write('--b\r\nContent-Disposition: form-data; name="proof"; filename="a.pdf"\r\n\r\n%PDF-1.4\n');
    const more = () => {
      if (call.destroyed) return;
      if (sent >= 100_000_000) return void call.end();
      sent += chunk.length;
      call.write(chunk, more);
    };
    more();
  });
}

/** A black square with a bit for each pixel; zeros are packed a thousand to one, so that a gigabyte fits into a letter. */
function hugePng(side: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head[8] = 1;
  const total = side * (Math.ceil(side / 8) + 1);
  const piece = Math.min(total, 1 << 20);
  const whole = Math.floor(total / piece);
  const packed = deflateRawSync(Buffer.alloc(piece), { finishFlush: constants.Z_FULL_FLUSH });
  const last = deflateRawSync(Buffer.alloc(total - whole * piece));
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE((((total % 65_521) << 16) | 1) >>> 0);
  const data = Buffer.concat([Buffer.from([0x78, 0x9c]), ...Array<Buffer>(whole).fill(packed), last, sum]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', head),
    pngChunk('IDAT', data),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
