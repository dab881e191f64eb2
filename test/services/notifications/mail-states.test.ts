import type { Mail } from '@prisma/client';
import { describe, expect, it } from 'vitest';
import { claimMail, markSent, putBack, returnAbandoned } from '../../../src/services/notifications/mail-queue.js';
import { useInstallation } from '../../support/installation.js';
import { passwordReset, queueMail } from './queue-mail.js';

const test = useInstallation({ mailConfigured: true, startsAt: '2026-12-01T10:00:00Z' });
const SHOWN = { subject: 'As it was read', html: '<p>As it was read</p>', text: 'As it was read' };
const mailOf = (id: number) => test.prisma.mail.findUniqueOrThrow({ where: { id } });
const now = () => test.clock.now();

/** The one mail there is, taken by a worker. */
async function claimed(): Promise<Mail> {
  await test.prisma.mail.deleteMany();
  await queueMail(test, passwordReset('amina@example.com'));
  return claimNext();
}

async function claimNext(): Promise<Mail> {
  const mail = await claimMail(test.prisma, now());
  if (mail === null) throw new Error('no mail is due');
  return mail;
}

async function endLease(): Promise<void> {
  test.clock.moveMinutes(6);
  await returnAbandoned(test.prisma, now());
}

it('of two workers that both sent a mail the first is remembered: a worker that was slow changes nothing', async () => {
  const mail = await queueMail(test, passwordReset('amina@example.com'));
  await claimMail(test.prisma, now());
  await markSent(test.prisma, mail, SHOWN, now());
  const first = await mailOf(mail.id);
  test.clock.moveDays(1);
  await markSent(test.prisma, mail, { ...SHOWN, subject: 'Later' }, now());
  expect(await mailOf(mail.id)).toEqual(first);
});

it('only mails under way are taken back from a worker that died: what waits, was sent or is dead stays as it is', async () => {
  await test.prisma.mail.deleteMany();
  const sent = await queueMail(test, passwordReset('sent@example.com'));
  await markSent(test.prisma, sent, SHOWN, now());
  const waiting = await queueMail(test, passwordReset('waiting@example.com'));
  const dead = await queueMail(test, passwordReset('dead@example.com'));
  await test.prisma.mail.update({ where: { id: dead.id }, data: { status: 'dead', lastError: 'No such mailbox' } });
  const before = await Promise.all([sent, waiting, dead].map(({ id }) => mailOf(id)));
  test.clock.moveDays(1);
  await returnAbandoned(test.prisma, now());
  expect(await Promise.all([sent, waiting, dead].map(({ id }) => mailOf(id)))).toEqual(before);
});

it('a mail whose worker still has time to report is not taken back from it', async () => {
  const mail = await claimed();
  test.clock.moveMinutes(4);
  await returnAbandoned(test.prisma, now());
  expect(await mailOf(mail.id)).toEqual(mail);
});

it('no worker takes a mail that is under way, dead, sent or not yet due', async () => {
  const mail = await claimed();
  const { id } = mail;
  const overdue = now();
  test.clock.moveDays(1);
  for (const status of ['sending', 'dead'] as const) {
    await test.prisma.mail.update({ where: { id }, data: { status, nextAttemptAt: overdue } });
    expect(await claimMail(test.prisma, now())).toBeNull();
  }
  await markSent(test.prisma, mail, SHOWN, now());
  expect(await claimMail(test.prisma, now())).toBeNull();

  await queueMail(test, passwordReset('amina@example.com'));
  expect(await claimMail(test.prisma, overdue)).toBeNull();
});

// The mail server kept it waiting beyond its lease; what it says in the end is about a mail that is no longer its own.
describe('a worker that was given up and then reports a failure', () => {
  const FAILURES = [
    { reason: 'Too slow', nextAttemptAt: new Date('2027-01-01T00:00:00Z'), uncounted: false },
    { reason: 'Too slow', nextAttemptAt: new Date('2027-01-01T00:00:00Z'), uncounted: true },
    { reason: 'Too slow', dead: true },
  ] as const;

  async function expectNothingChanges(slow: Mail): Promise<void> {
    const before = await mailOf(slow.id);
    for (const failure of FAILURES) {
      await putBack(test.prisma, slow, failure);
      expect(await mailOf(slow.id)).toEqual(before);
    }
  }

  it('does not have a mail delivered twice that another worker has sent meanwhile', async () => {
    const slow = await claimed();
    await endLease();
    await markSent(test.prisma, await claimNext(), SHOWN, now());
    await expectNothingChanges(slow);
    test.clock.moveDays(60);
    expect(await claimMail(test.prisma, now())).toBeNull();
  });

  it('does not take the mail from the worker that is sending it now', async () => {
    const slow = await claimed();
    await endLease();
    await claimNext();
    await expectNothingChanges(slow);
  });

  it('neither delays nor ends a mail that waits in the queue again', async () => {
    const slow = await claimed();
    await endLease();
    await expectNothingChanges(slow);
    expect((await claimNext()).id).toBe(slow.id);
  });
});
