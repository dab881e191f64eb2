import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface Attempt {
  to: string;
  messageId: string;
  /** The server has taken it, whether or not the sender was still there to hear so: it will be delivered. */
  accepted: boolean;
}

/** What to say to a message instead of yes: an SMTP line, or "drop" to hang up without a word after taking it. */
type Answer = (attempt: Attempt, earlier: Attempt[]) => string | undefined | Promise<string | undefined>;

/** A mail server on the loopback that behaves as badly as it is told to. */
export interface BadSmtp {
  readonly url: string;
  /** Every whole message it was handed, also those it refused. */
  readonly attempts: Attempt[];
  answer(next: Answer): void;
  refuseRecipient(wanted: (address: string) => string | undefined): void;
  goDown(): Promise<void>;
  comeUp(): Promise<void>;
}

const WORDS: Record<string, string> = { EHLO: '250 hello', DATA: '354 go on', QUIT: '221 bye' };

export async function startSmtp(): Promise<BadSmtp> {
  const attempts: Attempt[] = [];
  const sockets = new Set<Socket>();
  let answer: Answer = () => undefined;
  let refusal: (address: string) => string | undefined = () => undefined;
  let port = 0;

  const onMessage = async (socket: Socket, to: string, text: string) => {
    const messageId = /^Message-ID: *(\S+)/im.exec(text)?.[1] ?? '';
    const earlier = attempts.filter((attempt) => attempt.messageId === messageId);
    const attempt: Attempt = { to, messageId, accepted: false };
    attempts.push(attempt);
    const words = (await answer(attempt, earlier)) ?? '250 taken';
    attempt.accepted = words === 'drop' || words.startsWith('250');
    if (words === 'drop') socket.destroy();
    else if (socket.writable) socket.write(`${words}\r\n`);
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    converse(
      socket,
      (address) => refusal(address),
      (to, text) => void onMessage(socket, to, text),
    );
  });
  const comeUp = async () => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  };
  await comeUp();
  return {
    get url() {
      return `smtp://127.0.0.1:${port}`;
    },
    attempts,
    answer(next) {
      answer = next;
    },
    refuseRecipient(wanted) {
      refusal = wanted;
    },
    comeUp,
    async goDown() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function converse(
  socket: Socket,
  refuses: (address: string) => string | undefined,
  onMessage: (to: string, text: string) => void,
): void {
  let pending = '';
  let inMessage = false;
  let to = '';
  socket.write('220 ready\r\n');
  socket.setEncoding('utf8').on('data', (chunk) => {
    pending += chunk;
    for (;;) {
      const mark = inMessage ? '\r\n.\r\n' : '\r\n';
      const end = pending.indexOf(mark);
      if (end === -1) return;
      const text = pending.slice(0, end);
      pending = pending.slice(end + mark.length);
      if (inMessage) {
        inMessage = false;
        onMessage(to, text);
        continue;
      }
      const verb = text.split(' ')[0]?.toUpperCase() ?? '';
      if (verb === 'RCPT') to = /<([^>]*)>/.exec(text)?.[1] ?? '';
      const words = (verb === 'RCPT' ? refuses(to) : undefined) ?? WORDS[verb] ?? '250 yes';
      inMessage = words.startsWith('354');
      socket.write(`${words}\r\n`);
    }
  });
}
