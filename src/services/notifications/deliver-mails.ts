import { setTimeout as sleep } from 'node:timers/promises';
import type { Mail } from '@prisma/client';
import { z } from 'zod';
import type { Clock } from '../core/calendar.js';
import type { Installation } from '../core/context.js';
import { Trouble } from '../core/trouble.js';
import { backOffMs, MAX_ATTEMPTS, pauseMs } from './back-off.js';
import { judgeFailure } from './judge-failure.js';
import { claimMail, markSent, putBack, returnAbandoned } from './mail-queue.js';
import { type MailSender, SENDING_CONNECTIONS } from './mail-sender.js';
import { composeMail, type MailSetting, mailSetting, type RenderedMail } from './render-mail.js';
import { senderAddresses } from './sender-addresses.js';

export interface DeliveryDeps {
  installation: Installation;
  clock: Clock;
  sender: MailSender;
  /** MAIL_FROM; "" is the seller. */
  from: string;
}

/** How long a shutdown waits for the mails that are on their way. */
const SHUTDOWN_MS = 5_000;
const MARK_ATTEMPTS = 3;

/**
 * Sends the outbox, each mail at least once under its one Message-ID: a worker that dies between the server's yes and
 * the mark lets it go out again. Any number of workers share the queue. Memory does not grow with it.
 */
export class MailDelivery {
  private running: Promise<void> | null = null;
  private again = false;
  private stopping = false;
  /** Times in a row that the server itself could not be used. */
  private serverFailures = 0;
  private pausedUntil = new Date(0);
  private readonly trouble: Trouble;

  constructor(private readonly deps: DeliveryDeps) {
    const sentences = {
      begins: 'the mail server cannot be used; mail waits',
      ends: 'the mail server can be used again',
    };
    this.trouble = new Trouble(deps.installation.logger, sentences);
  }

  /** Sends all that is due; called while it runs, it looks once more before it ends. */
  deliverDue(): Promise<void> {
    this.again = true;
    this.running ??= this.run().finally(() => {
      this.running = null;
      if (this.again && this.mayWork()) void this.deliverDue().catch(() => undefined);
    });
    return this.running;
  }

  /** No new mail; waits for those on their way, then hangs up. What is cut off goes out again under the same Message-ID. */
  async stop(): Promise<void> {
    this.stopping = true;
    const ended = this.running?.catch(() => undefined) ?? Promise.resolve();
    await Promise.race([ended, sleep(SHUTDOWN_MS, undefined, { ref: false })]);
    this.deps.sender.close();
    await Promise.race([ended, sleep(1_000, undefined, { ref: false })]);
  }

  private mayWork(): boolean {
    return !this.stopping && this.deps.clock.now() >= this.pausedUntil;
  }

  private async run(): Promise<void> {
    while (this.again && this.mayWork()) {
      this.again = false;
      if (this.serverFailures > 0 && !(await this.serverIsBack())) return;
      await returnAbandoned(this.deps.installation.prisma, this.deps.clock.now());
      const lanes = await Promise.allSettled(Array.from({ length: SENDING_CONNECTIONS }, () => this.workThrough()));
      for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason;
    }
  }

  private async workThrough(): Promise<void> {
    while (this.mayWork()) {
      const mail = await claimMail(this.deps.installation.prisma, this.deps.clock.now());
      if (mail === null) return;
      await this.deliver(mail);
    }
  }

  private async deliver(mail: Mail): Promise<void> {
    const { installation, sender, clock, from } = this.deps;
    const setting = await mailSetting(installation, mail);
    const written = this.write(setting, mail);
    if ('problem' in written) return this.giveUp(mail, written.problem);
    try {
      await sender.send({
        ...written.full,
        ...senderAddresses(from, setting.seller),
        to: { name: mail.toName, address: mail.toEmail },
        messageId: mail.messageId,
        date: clock.now(),
      });
    } catch (error) {
      return this.failed(mail, error);
    }
    this.serverWorks();
    await this.mark(mail, written.shown);
  }

  /** As it goes out, and as it is kept: with the link, and without. */
  private write(setting: MailSetting, mail: Mail): { full: RenderedMail; shown: RenderedMail } | { problem: string } {
    if (!z.email().safeParse(mail.toEmail).success) return { problem: 'The recipient has no valid e-mail address.' };
    const { secrets, baseUrl } = this.deps.installation;
    try {
      const shown = composeMail(setting, mail, null);
      if (mail.secret === null) return { full: shown, shown };
      return { full: composeMail(setting, mail, `${baseUrl}${secrets.open(mail.secret)}`), shown };
    } catch (error) {
      return {
        problem: `The mail could not be written: ${error instanceof Error ? error.message : String(error)}`.slice(
          0,
          500,
        ),
      };
    }
  }

  /** The mail is out; only a database that stays away for longer makes it go out twice. */
  private async mark(mail: Mail, shown: RenderedMail, attempt = 1): Promise<void> {
    try {
      await markSent(this.deps.installation.prisma, mail, shown, this.deps.clock.now());
    } catch (error) {
      if (attempt === MARK_ATTEMPTS) throw error;
      await sleep(500 * attempt);
      await this.mark(mail, shown, attempt + 1);
    }
  }

  private async failed(mail: Mail, error: unknown): Promise<void> {
    const { installation, sender, clock } = this.deps;
    const { fault, reason } = this.stopping
      ? { fault: 'server' as const, reason: 'The worker was stopped.' }
      : await judgeFailure(sender, error);
    if (fault === 'mail' || (fault === 'attempt' && mail.attempts >= MAX_ATTEMPTS)) return this.giveUp(mail, reason);
    if (fault === 'server' && !this.stopping) this.pause(reason);
    // After the pause the others go first, in case it was this mail after all.
    const nextAttemptAt =
      fault === 'server' ? this.pausedUntil : new Date(clock.now().getTime() + backOffMs(mail.attempts));
    await putBack(installation.prisma, mail, { reason, nextAttemptAt, uncounted: fault === 'server' });
  }

  private async giveUp(mail: Mail, reason: string): Promise<void> {
    const { prisma, logger } = this.deps.installation;
    logger.warn({ mailId: mail.id, kind: mail.kind, reason }, 'a mail could not be delivered');
    await putBack(prisma, mail, { dead: true, reason });
  }

  private pause(reason: string): void {
    const { clock, sender } = this.deps;
    // Several mails on their way fail together; they are one failure of the server.
    if (!this.mayWork()) return;
    this.serverFailures += 1;
    this.pausedUntil = new Date(clock.now().getTime() + pauseMs(this.serverFailures));
    this.trouble.met({ server: sender.server, reason });
  }

  private async serverIsBack(): Promise<boolean> {
    try {
      await this.deps.sender.probe();
      return true;
    } catch (error) {
      this.pause(this.deps.sender.explain(error));
      return false;
    }
  }

  private serverWorks(): void {
    this.serverFailures = 0;
    this.trouble.over({ server: this.deps.sender.server });
  }
}
