import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';

export interface ReceivedMail extends Email {
  /** Who it was handed over for, whatever its headers say. */
  envelope: { from: string; to: string[] };
}

const PATIENCE_S = 60;

type Mood = 'well' | 'busy' | 'refusing' | 'slow';

/** A real SMTP server on the loopback that keeps what it is given and can be put into a bad mood. */
export interface TestMailServer {
  readonly url: string;
  readonly received: ReceivedMail[];
  /** `busy` answers 4xx, `refusing` 5xx, `slow` takes `slowMs` for each message. */
  setMood(mood: Mood, slowMs?: number): void;
  goDown(): Promise<void>;
  /** Again on the same port. */
  comeUp(): Promise<void>;
  /** Waits until that many have arrived, or fails when it takes far too long. */
  waitFor(count: number): Promise<ReceivedMail[]>;
}

export async function startMailServer(): Promise<TestMailServer> {
  const received: ReceivedMail[] = [];
  let mood: Mood = 'well';
  let delay = 0;
  let port = 0;
  let server: SMTPServer | null = null;

  const onMail = async (stream: SMTPServerDataStream, from: string, to: string[]): Promise<void> => {
    const source = await text(stream);
    if (mood === 'slow') await new Promise((resolve) => setTimeout(resolve, delay));
    if (mood === 'busy') throw Object.assign(new Error('4.3.2 try again later'), { responseCode: 451 });
    if (mood === 'refusing') throw Object.assign(new Error('5.7.1 not wanted here'), { responseCode: 554 });
    received.push({ ...(await PostalMime.parse(source)), envelope: { from, to } });
  };
  const comeUp = async (): Promise<void> => {
    server = openServer(onMail);
    port = await listen(server, port);
  };
  await comeUp();
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    setMood(next, slowMs = 2_000) {
      mood = next;
      delay = slowMs;
    },
    goDown: () => new Promise((resolve) => (server === null ? resolve() : server.close(() => resolve()))),
    comeUp,
    async waitFor(count) {
      for (const deadline = Date.now() + PATIENCE_S * 1_000; received.length < count; ) {
        if (Date.now() > deadline)
          throw new Error(`${received.length} of ${count} mails arrived within ${PATIENCE_S} s`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return received;
    },
  };
}

type OnMail = (stream: SMTPServerDataStream, from: string, to: string[]) => Promise<void>;

function openServer(onMail: OnMail): SMTPServer {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    onData(stream, session, done) {
      const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
      const to = session.envelope.rcptTo.map((recipient) => recipient.address);
      onMail(stream, from, to).then(
        () => done(),
        (error: Error) => done(error),
      );
    },
  });
  // A client that hangs up in the middle is part of the game.
  server.on('error', () => undefined);
  return server;
}

function listen(server: SMTPServer, port: number): Promise<number> {
  return new Promise((resolve) => {
    const listener = server.listen(port, '127.0.0.1', () => resolve((listener.address() as AddressInfo).port));
  });
}
