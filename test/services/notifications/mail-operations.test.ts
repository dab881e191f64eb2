import { beforeEach, describe, expect, it } from 'vitest';
import { retryMail } from '../../../src/services/notifications/retry-mail.js';
import { revealMailLink } from '../../../src/services/notifications/reveal-mail-link.js';
import { viewMail } from '../../../src/services/notifications/view-mail.js';
import { anonymousContext, contextFor, staffContext } from '../../support/contexts.js';
import { useInstallation } from '../../support/installation.js';
import { passwordReset, queueMail } from './queue-mail.js';

const test = useInstallation();

beforeEach(async () => {
  await test.prisma.mail.deleteMany();
});

const kill = (id: number) =>
  test.prisma.mail.update({ where: { id }, data: { status: 'dead', attempts: 10, lastError: '550 gone' } });
const auditOf = (action: string) => test.prisma.auditEntry.findMany({ where: { action }, orderBy: { id: 'desc' } });

describe('retrying', () => {
  it('puts a dead mail back into the queue with all its attempts and its old Message-ID', async () => {
    const mail = await queueMail(test, passwordReset('amina@example.com'));
    await kill(mail.id);
    await retryMail(await staffContext(test, 'support'), { mailId: mail.id });
    const { status, attempts, lastError, messageId, secret } = await test.prisma.mail.findUniqueOrThrow({
      where: { id: mail.id },
    });
    expect({ status, attempts, lastError, messageId, secret }).toEqual({
      status: 'queued',
      attempts: 0,
      lastError: '',
      messageId: mail.messageId,
      secret: mail.secret,
    });
    expect(await auditOf('mail.retry')).toMatchObject([{ entityType: 'Mail', entityId: mail.id, actorType: 'staff' }]);
  });

  it('is refused aloud for a mail that is queued, sent or not there, and for auditors', async () => {
    const mail = await queueMail(test, passwordReset('amina@example.com'));
    const support = await staffContext(test, 'support');
    await expect(retryMail(support, { mailId: mail.id })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'mail_not_dead',
    });
    await expect(retryMail(support, { mailId: 2_000_000_000 })).rejects.toMatchObject({ kind: 'not_found' });
    await kill(mail.id);
    await expect(retryMail(await staffContext(test, 'auditor'), { mailId: mail.id })).rejects.toMatchObject({
      kind: 'forbidden',
    });
  });
});

describe('revealing the link of a mail', () => {
  it('answers a superadmin the whole link where SMTP is not configured, and leaves a trace without it', async () => {
    const { id } = await queueMail(test, passwordReset('amina@example.com'));
    const { link } = await revealMailLink(await staffContext(test, 'superadmin'), { mailId: id });
    expect(link).toBe('http://localhost:3000/reset-password?token=secret-of-amina@example.com');
    const entries = await auditOf('mail.reveal');
    expect(entries).toMatchObject([{ entityId: id, changes: { recipient: { after: 'amina@example.com' } } }]);
    expect(JSON.stringify(entries)).not.toContain('secret-of');
  });

  it('is refused where SMTP is configured, where no link is left, and to everybody else', async () => {
    const { id } = await queueMail(test, passwordReset('amina@example.com'));
    const superadmin = await staffContext(test, 'superadmin');
    const configured = { ...superadmin, installation: { ...test.installation, mailConfigured: true } };
    await expect(revealMailLink(configured, { mailId: id })).rejects.toMatchObject({ code: 'mail_is_sent' });
    for (const role of ['finance', 'support', 'operations', 'auditor'] as const) {
      await expect(revealMailLink(await staffContext(test, role), { mailId: id })).rejects.toMatchObject({
        kind: 'forbidden',
      });
    }
    await test.prisma.mail.update({ where: { id }, data: { secret: null } });
    await expect(revealMailLink(superadmin, { mailId: id })).rejects.toMatchObject({ code: 'no_link' });
    await expect(revealMailLink(superadmin, { mailId: 2_000_000_000 })).rejects.toMatchObject({ kind: 'not_found' });
    expect(await auditOf('mail.reveal')).toHaveLength(1);
  });
});

describe('looking at a mail', () => {
  it('shows staff a queued mail as its recipient will read it, but for the link', async () => {
    const { id } = await queueMail(test, passwordReset('amina@example.com'));
    const view = await viewMail(await staffContext(test, 'auditor'), id);
    expect(view).toMatchObject({
      subject: 'Choose a new password',
      status: 'queued',
      holdsLink: true,
      to: { email: 'amina@example.com', name: 'Amina Yusuf' },
    });
    expect(view.html).toContain('[link hidden]');
    expect(JSON.stringify(view)).not.toContain('secret-of');
  });

  it('shows a sent mail as it was sent, whatever the template says today', async () => {
    const { id } = await queueMail(test, passwordReset('amina@example.com'));
    await test.prisma.mail.update({
      where: { id },
      data: {
        status: 'sent',
        secret: null,
        sentAt: new Date(),
        sentSubject: 'Old',
        sentHtml: '<p>old</p>',
        sentText: 'old',
      },
    });
    expect(await viewMail(await staffContext(test, 'finance'), id)).toMatchObject({
      subject: 'Old',
      html: '<p>old</p>',
      text: 'old',
      holdsLink: false,
      nextAttemptAt: null,
    });
  });

  it('still shows that a mail exists which no template can write', async () => {
    const { id } = await queueMail(test, passwordReset('amina@example.com'));
    await test.prisma.mail.update({ where: { id }, data: { kind: 'invoice-issued' } });
    expect(await viewMail(await staffContext(test, 'finance'), id)).toMatchObject({ subject: '(cannot be shown)' });
  });

  it('is for staff only', async () => {
    const { id } = await queueMail(test, passwordReset('amina@example.com'));
    await expect(viewMail(anonymousContext(test), id)).rejects.toThrow();
    await expect(
      viewMail(
        contextFor(test, { type: 'user', id: 1, accountId: 1, email: 'a@b.example', permissions: new Set() }),
        id,
      ),
    ).rejects.toThrow();
  });
});
