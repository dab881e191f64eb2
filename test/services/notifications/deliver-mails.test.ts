import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_ATTEMPTS } from '../../../src/services/notifications/back-off.js';
import { MailDelivery } from '../../../src/services/notifications/deliver-mails.js';
import { openMailSender } from '../../../src/services/notifications/mail-sender.js';
import { useInstallation } from '../../support/installation.js';
import { startMailServer, type TestMailServer } from '../../support/smtp.js';
import { passwordReset, queueMail, queueMails } from './queue-mail.js';
import { SAMPLE_MAILS } from './sample-mails.js';
import { type ScriptedServer, startScriptedServer } from './scripted-smtp.js';

const test = useInstallation({ mailConfigured: true, startsAt: '2026-12-01T10:00:00Z' });
const opened: MailDelivery[] = [];

function delivery(url: string, from = 'Meridian <mail@meridian.example>'): MailDelivery {
  const made = new MailDelivery({
    installation: test.installation,
    clock: test.clock,
    sender: openMailSender(url),
    from,
  });
  opened.push(made);
  return made;
}

const mailOf = (id: number) => test.prisma.mail.findUniqueOrThrow({ where: { id } });

beforeEach(async () => {
  await test.prisma.mail.deleteMany();
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((made) => made.stop()));
});

describe('with a mail server that is well', () => {
  let server: TestMailServer;
  beforeEach(async () => {
    server = await startMailServer();
  });
  afterEach(() => server.goDown());

  it('delivers what is queued, keeps it as it was read, and wipes the token', async () => {
    const mail = await queueMail(test, passwordReset('amina@example.com'));
    await delivery(server.url).deliverDue();
    const [received] = server.received;
    expect(received).toMatchObject({
      subject: 'Choose a new password',
      messageId: mail.messageId,
      from: { name: 'Meridian', address: 'mail@meridian.example' },
      replyTo: [{ name: 'Example Seller Ltd.', address: 'billing@example.com' }],
      to: [{ name: 'Amina Yusuf', address: 'amina@example.com' }],
      envelope: { to: ['amina@example.com'] },
    });
    const link = 'http://localhost:3000/reset-password?token=secret-of-amina@example.com';
    expect(received?.html).toContain(link);
    expect(received?.text).toContain(link);
    const sent = await mailOf(mail.id);
    expect(sent).toMatchObject({
      status: 'sent',
      secret: null,
      sentSubject: 'Choose a new password',
      attempts: 1,
      lastError: '',
    });
    expect(sent.sentAt).toEqual(test.clock.now());
    expect(`${sent.sentHtml}${sent.sentText}`).toContain('[link hidden]');
    expect(JSON.stringify(sent)).not.toContain('secret-of');
  });

  it('sends from the seller when MAIL_FROM is not set', async () => {
    await queueMail(test, passwordReset('amina@example.com'));
    await delivery(server.url, '').deliverDue();
    expect(server.received[0]?.from).toEqual({ name: 'Example Seller Ltd.', address: 'billing@example.com' });
  });

  it('delivers each mail once when two workers share the queue', async () => {
    const addresses = Array.from({ length: 60 }, (_, index) => `tenant-${index}@example.com`);
    await queueMails(
      test,
      addresses.map((address) => passwordReset(address)),
    );
    await Promise.all([delivery(server.url).deliverDue(), delivery(server.url).deliverDue()]);
    expect(server.received.map(({ envelope }) => envelope.to[0]).sort()).toEqual([...addresses].sort());
    expect(await test.prisma.mail.count({ where: { status: 'sent' } })).toBe(60);
  });

  it('lets no name, subject or address add a header or a recipient', async () => {
    const evil = 'Eve\r\nBcc: victim@example.com\r\n\r\n"<x@y.example>, b@example.com';
    const account = { name: evil, accountName: evil, planName: evil };
    await queueMail(test, {
      kind: 'verify-email',
      accountId: null,
      to: { email: 'eve@example.com', name: evil },
      data: account,
      secretPath: '/verify-email?token=t',
    });
    await queueMail(test, {
      kind: 'staff-account-waiting',
      accountId: null,
      to: { email: 'staff@example.com', name: 'Doe, "Jane" <j@x.example>' },
      data: { ...SAMPLE_MAILS['staff-account-waiting'], accountName: evil },
    });
    await delivery(server.url).deliverDue();
    const received = server.received.toSorted((a, b) => (a.envelope.to[0] ?? '').localeCompare(b.envelope.to[0] ?? ''));
    expect(received.map(({ envelope }) => envelope.to)).toEqual([['eve@example.com'], ['staff@example.com']]);
    for (const mail of received) {
      expect(mail.to).toHaveLength(1);
      expect(mail.headers.filter(({ key }) => key === 'bcc' || key === 'cc')).toEqual([]);
    }
    expect(received[1]?.subject).toContain('Eve Bcc: victim@example.com');
    expect(received[1]?.to?.[0]).toMatchObject({
      name: 'Doe, "Jane" <j@x.example>',
      address: 'staff@example.com',
    });
  });

  it('gives up at once on a recipient whose address is none, and on facts that fit no template', async () => {
    const [comma, odd, fine] = await queueMails(test, [
      passwordReset('a@example.com,b@example.com'),
      passwordReset('odd@example.com'),
      passwordReset('fine@example.com'),
    ]);
    await test.prisma.mail.update({ where: { id: odd?.id ?? 0 }, data: { kind: 'invoice-issued' } });
    await delivery(server.url).deliverDue();
    expect(await mailOf(comma?.id ?? 0)).toMatchObject({
      status: 'dead',
      lastError: expect.stringContaining('valid e-mail address'),
    });
    expect(await mailOf(odd?.id ?? 0)).toMatchObject({
      status: 'dead',
      lastError: expect.stringContaining('could not be written'),
    });
    expect(await mailOf(fine?.id ?? 0)).toMatchObject({ status: 'sent' });
  });

  it('tries again later after a 4xx, longer each time, and buries the mail after the last attempt', async () => {
    const { id } = await queueMail(test, passwordReset('amina@example.com'));
    server.setMood('busy');
    const worker = delivery(server.url);
    let waited = 0;
    for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt += 1) {
      await worker.deliverDue();
      const mail = await mailOf(id);
      expect(mail).toMatchObject({
        status: 'queued',
        attempts: attempt,
        lastError: expect.stringContaining('try again later'),
      });
      const wait = mail.nextAttemptAt.getTime() - test.clock.now().getTime();
      if (attempt < 5) expect(wait).toBeGreaterThan(waited);
      waited = wait;
      await worker.deliverDue();
      expect((await mailOf(id)).attempts).toBe(attempt);
      test.clock.set(mail.nextAttemptAt);
    }
    await worker.deliverDue();
    const dead = await mailOf(id);
    expect(dead).toMatchObject({ status: 'dead', attempts: MAX_ATTEMPTS });
    expect(dead.secret).not.toBeNull();
  });

  it('gives up at once after a 5xx, and delivers the others', async () => {
    server.setMood('refusing');
    const { id } = await queueMail(test, passwordReset('amina@example.com'));
    const worker = delivery(server.url);
    await worker.deliverDue();
    expect(await mailOf(id)).toMatchObject({
      status: 'dead',
      attempts: 1,
      lastError: expect.stringContaining('not wanted here'),
    });
    server.setMood('well');
    await queueMail(test, passwordReset('bilal@example.com'));
    await worker.deliverDue();
    expect(server.received.map(({ envelope }) => envelope.to[0])).toEqual(['bilal@example.com']);
  });

  it('waits while the server is down without using up an attempt, and goes on when it is back', async () => {
    const mails = await queueMails(
      test,
      ['a', 'b', 'c', 'd', 'e'].map((name) => passwordReset(`${name}@example.com`)),
    );
    const worker = delivery(server.url);
    await server.goDown();
    for (let minute = 0; minute < 60; minute += 1) {
      await worker.deliverDue();
      test.clock.moveMinutes(1);
    }
    const waiting = await test.prisma.mail.findMany({ orderBy: { id: 'asc' } });
    expect(waiting.map(({ status, attempts }) => [status, attempts])).toEqual(mails.map(() => ['queued', 0]));
    expect(waiting.some(({ lastError }) => lastError.includes('ECONNREFUSED'))).toBe(true);
    await server.comeUp();
    test.clock.moveMinutes(6);
    await worker.deliverDue();
    expect(server.received).toHaveLength(5);
    expect(await test.prisma.mail.count({ where: { status: 'sent', attempts: 1 } })).toBe(5);
  });

  it('lets a shutdown wait for the mail that is on its way', async () => {
    server.setMood('slow', 700);
    const { id } = await queueMail(test, passwordReset('amina@example.com'));
    const worker = delivery(server.url);
    const running = worker.deliverDue();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await worker.stop();
    await running;
    expect(await mailOf(id)).toMatchObject({ status: 'sent' });
  });

  it('sends again, under the same Message-ID, what a worker left behind when it was killed', async () => {
    const { id, messageId } = await queueMail(test, passwordReset('amina@example.com'));
    // Killed between the server's yes and the mark: the row stands as it was claimed.
    await delivery(server.url).deliverDue();
    const killed = await test.installation.secrets.seal('/reset-password?token=again');
    await test.prisma.mail.update({
      where: { id },
      data: {
        status: 'sending',
        secret: killed,
        sentAt: null,
        nextAttemptAt: new Date(test.clock.now().getTime() + 300_000),
      },
    });
    const next = delivery(server.url);
    await next.deliverDue();
    expect(server.received).toHaveLength(1);
    test.clock.moveMinutes(6);
    await next.deliverDue();
    expect(server.received.map((mail) => mail.messageId)).toEqual([messageId, messageId]);
    expect(await mailOf(id)).toMatchObject({ status: 'sent', attempts: 2, secret: null });
  });
});

describe('with a mail server that misbehaves', () => {
  let server: ScriptedServer;
  beforeEach(async () => {
    server = await startScriptedServer();
  });
  afterEach(() => server.close());

  it('buries the mail of a refused recipient and delivers the next one over the same server', async () => {
    server.follow(({ verb, text }) =>
      verb === 'RCPT' && text.includes('gone@') ? '550 5.1.1 no such mailbox' : undefined,
    );
    const [gone, fine] = await queueMails(test, [passwordReset('gone@example.com'), passwordReset('fine@example.com')]);
    await delivery(server.url).deliverDue();
    expect(await mailOf(gone?.id ?? 0)).toMatchObject({
      status: 'dead',
      lastError: expect.stringContaining('no such mailbox'),
    });
    expect(await mailOf(fine?.id ?? 0)).toMatchObject({ status: 'sent' });
  });

  it('counts an attempt when the server hangs up after the message, and repeats the same Message-ID', async () => {
    let drops = 1;
    server.follow(({ verb }) => (verb === 'MESSAGE' && drops-- > 0 ? 'drop' : undefined));
    const { id, messageId } = await queueMail(test, passwordReset('amina@example.com'));
    const worker = delivery(server.url);
    await worker.deliverDue();
    expect(await mailOf(id)).toMatchObject({ status: 'queued', attempts: 1 });
    test.clock.moveMinutes(2);
    await worker.deliverDue();
    expect(await mailOf(id)).toMatchObject({ status: 'sent', attempts: 2 });
    expect(server.messages()).toHaveLength(2);
    for (const message of server.messages()) expect(message).toContain(`Message-ID: ${messageId}`);
  });

  it('holds all mail, without using up attempts, while the server refuses the sender', async () => {
    server.follow(({ verb }) => (verb === 'MAIL' ? '550 5.7.1 this sender may not send' : undefined));
    await queueMails(
      test,
      ['a', 'b', 'c', 'd', 'e'].map((name) => passwordReset(`${name}@example.com`)),
    );
    const worker = delivery(server.url);
    await worker.deliverDue();
    expect(await test.prisma.mail.count({ where: { status: 'queued', attempts: 0 } })).toBe(5);
    expect(await test.prisma.mail.count({ where: { lastError: { contains: 'may not send' } } })).toBeGreaterThan(0);
    server.follow(() => undefined);
    test.clock.moveMinutes(1);
    await worker.deliverDue();
    expect(await test.prisma.mail.count({ where: { status: 'sent' } })).toBe(5);
  });

  it('shows the password of the mail server to nobody, however the server repeats it', async () => {
    const password = 'p4ss-w0rd-of-smtp';
    server.follow(({ verb, text }) => {
      if (verb === 'EHLO') return '250-hello\r\n250 AUTH PLAIN';
      return verb === 'AUTH' ? `535 5.7.8 login failed for ${text} with ${password}` : undefined;
    });
    const { id } = await queueMail(test, passwordReset('amina@example.com'));
    await delivery(server.url.replace('smtp://', `smtp://mailer:${password}@`)).deliverDue();
    const { lastError, attempts } = await mailOf(id);
    expect(attempts).toBe(0);
    expect(lastError).toContain('[hidden]');
    expect(lastError).not.toContain(password);
    expect(lastError).not.toContain(Buffer.from(`\0mailer\0${password}`).toString('base64'));
  });

  it('hangs up on a server that never answers when it is told to stop', async () => {
    server.follow(({ verb }) => (verb === 'MESSAGE' ? 'silence' : undefined));
    const { id } = await queueMail(test, passwordReset('amina@example.com'));
    const worker = delivery(server.url);
    void worker.deliverDue();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = Date.now();
    await worker.stop();
    expect(Date.now() - before).toBeLessThan(30_000);
    expect(await mailOf(id)).toMatchObject({ status: 'queued', attempts: 0 });
  });
});
