import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import { expect, it } from 'vitest';
import { hangingFile } from '../../scripts/chaos/hanging-file.js';
import { MailDelivery } from '../../src/services/notifications/deliver-mails.js';
import { openMailSender } from '../../src/services/notifications/mail-sender.js';
import { confirmation, get, post, postForm, register } from '../api/client.js';
import { signedIn } from '../api/pages/visitor.js';
import { passwordReset, queueMail } from '../services/notifications/queue-mail.js';
import { confirmTransfer, signUpForPlan } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { allRows } from '../support/rows.js';

const POOL_SIZE = 2;
const server = useServer({ poolSize: POOL_SIZE, mailConfigured: true });

it('when every connection is taken people hear so in a sentence within seconds, and all works again by itself', async () => {
  const { access } = await register(server);
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const holders = Array.from({ length: POOL_SIZE }, () => server.prisma.$transaction(() => held, { timeout: 20_000 }));
  const crowded = {
    status: 503,
    body: { code: 'overloaded', error: expect.stringContaining('Too much is being done') },
  };
  const [read, written, alive] = await Promise.all([
    get(server, '/api/v1/billing/invoices', { access }),
    post(server, '/api/v1/auth/register', { email: 'late@api.example', password: 'TestPass123!' }),
    server.fetch('/healthz'),
  ]);
  expect(read).toMatchObject(crowded);
  expect(written).toMatchObject(crowded);
  expect(alive.status).toBe(200);
  letGo();
  await Promise.all(holders);
  expect((await get(server, '/api/v1/billing/invoices', { access })).status).toBe(200);
});

it('a slip that cannot be stored leaves no row and no file, and the repeat with its key is accepted later', async () => {
  const { access, invoice } = await register(server, { plan_slug: 'starter' });
  const caller = { access, headers: { 'idempotency-key': 'while-the-disk-is-away' } };
  const sent = () => {
    const form = new FormData();
    for (const [name, value] of Object.entries(confirmation(invoice.id))) form.set(name, String(value));
    form.set('proof', new Blob(['%PDF-1.4\n%%EOF']), 'slip.pdf');
    return postForm(server, '/api/v1/billing/payments/confirm', form, caller);
  };
  await rm(server.proofFolder, { recursive: true });
  await writeFile(server.proofFolder, 'not a folder');
  const rows = async () => ({ ...(await allRows(server)), rate_limits: [] });
  const before = await rows();
  const refused = await sent();
  expect(refused).toMatchObject({ status: 503, body: { code: 'storage_unavailable' } });
  expect(refused.body.error).toContain('Nothing was submitted');
  expect(await rows()).toEqual(before);
  await rm(server.proofFolder);
  await mkdir(server.proofFolder);
  expect((await sent()).status).toBe(201);
  expect(await readdir(server.proofFolder)).toHaveLength(1);
});

it('a slip on a storage that hangs is answered 503 within seconds, and meanwhile people sign up and in', async () => {
  const tenant = await signUpForPlan(server);
  const slip = { name: 'slip.pdf', bytes: Buffer.from('%PDF-1.4\n%%EOF\n') };
  const paymentId = await confirmTransfer(server, tenant, tenant.invoice.id, { proof: slip });
  const { id, storageKey } = await server.prisma.paymentProof.findUniqueOrThrow({ where: { paymentId } });
  const file = path.join(server.proofFolder, storageKey);
  const reader = await signedIn(server, tenant.email);
  const read = async () => (await reader.get(`/app/proofs/${id}`)).status;
  await rename(file, `${file}-kept`);
  const hanging = hangingFile(file);
  try {
    const readers = Promise.all(Array.from({ length: 6 }, read));
    const signedUpAndIn = signUpForPlan(server).then(({ email }) => signedIn(server, email));
    expect(await Promise.race([signedUpAndIn, sleep(60_000, 'nobody comes in')])).not.toBe('nobody comes in');
    expect(await readers).toEqual(Array(6).fill(503));
  } finally {
    hanging.letGo();
  }
  await rename(`${file}-kept`, file);
  expect(await read()).toBe(200);
});

it('a mail server with a wrong certificate gets no mail, and the row says why it waits', async () => {
  const handed: string[] = [];
  const liar = new SMTPServer({
    secure: true,
    authOptional: true,
    logger: false,
    onRcptTo: (address, _session, done) => {
      handed.push(address.address);
      done();
    },
  });
  liar.on('error', () => undefined);
  await new Promise<void>((resolve) => liar.listen(0, '127.0.0.1', resolve));
  const { port } = liar.server.address() as AddressInfo;
  await server.prisma.mail.deleteMany();
  const { id } = await queueMail(server, passwordReset('amina@example.com'));
  const delivery = new MailDelivery({
    installation: server.installation,
    clock: server.clock,
    sender: openMailSender(`smtps://127.0.0.1:${port}`),
    from: '',
  });
  await delivery.deliverDue();
  await delivery.stop();
  await new Promise<void>((resolve) => liar.close(() => resolve()));
  expect(handed).toEqual([]);
  const mail = await server.prisma.mail.findUniqueOrThrow({ where: { id } });
  expect(mail).toMatchObject({ status: 'queued', attempts: 0, lastError: expect.stringMatching(/certificate/) });
});
