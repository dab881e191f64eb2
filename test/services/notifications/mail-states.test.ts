import { expect, it } from 'vitest';
import { claimMail, markSent, returnAbandoned } from '../../../src/services/notifications/mail-queue.js';
import { useInstallation } from '../../support/installation.js';
import { passwordReset, queueMail } from './queue-mail.js';

const test = useInstallation({ mailConfigured: true, startsAt: '2026-12-01T10:00:00Z' });
const SHOWN = { subject: 'As it was read', html: '<p>As it was read</p>', text: 'As it was read' };
const mailOf = (id: number) => test.prisma.mail.findUniqueOrThrow({ where: { id } });

it('of two workers that both sent a mail the first is remembered: a worker that was slow changes nothing', async () => {
  const mail = await queueMail(test, passwordReset('amina@example.com'));
  await claimMail(test.prisma, test.clock.now());
  await markSent(test.prisma, mail, SHOWN, test.clock.now());
  const first = await mailOf(mail.id);
  test.clock.moveDays(1);
  await markSent(test.prisma, mail, { ...SHOWN, subject: 'Later' }, test.clock.now());
  expect(await mailOf(mail.id)).toEqual(first);
});

it('only mails under way are taken back from a worker that died: what waits, was sent or is dead stays as it is', async () => {
  await test.prisma.mail.deleteMany();
  const sent = await queueMail(test, passwordReset('sent@example.com'));
  await markSent(test.prisma, sent, SHOWN, test.clock.now());
  const waiting = await queueMail(test, passwordReset('waiting@example.com'));
  const dead = await queueMail(test, passwordReset('dead@example.com'));
  await test.prisma.mail.update({ where: { id: dead.id }, data: { status: 'dead', lastError: 'No such mailbox' } });
  const before = await Promise.all([sent, waiting, dead].map(({ id }) => mailOf(id)));
  test.clock.moveDays(1);
  await returnAbandoned(test.prisma, test.clock.now());
  expect(await Promise.all([sent, waiting, dead].map(({ id }) => mailOf(id)))).toEqual(before);
});
