import { createTransport, type NodemailerError } from 'nodemailer';
import { clip } from '../core/clip.js';
import { cleanText } from './mail-text.js';
import type { RenderedMail } from './render-mail.js';

export interface Address {
  name: string;
  address: string;
}

interface OutgoingMail extends RenderedMail {
  from: Address;
  replyTo: Address;
  to: Address;
  messageId: string;
  date: Date;
}

/** One SMTP server, reached over a few connections that are kept while there is mail. */
export interface MailSender {
  /** Where it sends to, without credentials: for the log. */
  readonly server: string;
  send(mail: OutgoingMail): Promise<void>;
  /** Throws why the server cannot be used: it is down, refuses the login or the encryption. */
  probe(): Promise<void>;
  /** What went wrong, in words without a password. */
  explain(error: unknown): string;
  /** Hangs up, in the middle of a mail too. */
  close(): void;
}

export type { NodemailerError };

export const SENDING_CONNECTIONS = 3;
const ERROR_LENGTH = 500;

const TIMEOUTS = { connectionTimeout: 15_000, greetingTimeout: 15_000, dnsTimeout: 10_000, socketTimeout: 60_000 };
/** However slowly a server trickles. Well below the lease, so that a second worker never takes a mail that is on its way. */
const WHOLE_MAIL_MS = 120_000;

export function openMailSender(smtpUrl: string): MailSender {
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: SENDING_CONNECTIONS,
    maxRequeues: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...TIMEOUTS,
  });
  // Every trouble reaches the caller of send; a pool may also speak of connections that nobody waits for.
  transport.on('error', () => undefined);
  return {
    server: new URL(smtpUrl).host,
    async send({ from, replyTo, to, html, text, messageId, date, subject }) {
      await transport.sendMail({
        from: oneLine(from),
        replyTo: oneLine(replyTo),
        to: oneLine(to),
        subject,
        html,
        text,
        messageId,
        date,
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        signal: AbortSignal.timeout(WHOLE_MAIL_MS),
      });
    },
    async probe() {
      await transport.verify();
    },
    explain: (error) =>
      clip(withoutCredentials(smtpUrl, error instanceof Error ? error.message : String(error)), ERROR_LENGTH),
    close: () => transport.close({ force: true }),
  };
}

/** Objects, never "name <address>" joined by hand: a comma in a name would add a recipient. */
function oneLine({ name, address }: Address): Address {
  return { name: cleanText(name).replace(/\s+/g, ' ').trim(), address };
}

/** Servers like to repeat what they were given, and reasons are stored and logged. */
function withoutCredentials(smtpUrl: string, text: string): string {
  const { username, password } = new URL(smtpUrl);
  const [user, pass] = [decodeURIComponent(username), decodeURIComponent(password)];
  const plain = [smtpUrl, password, pass, user].filter((secret) => secret.length > 2);
  const encoded = [...plain, `\0${user}\0${pass}`].map((secret) => Buffer.from(secret).toString('base64'));
  return [...encoded, ...plain].reduce((cleaned, secret) => cleaned.replaceAll(secret, '[hidden]'), text);
}
