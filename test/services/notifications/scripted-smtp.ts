import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';

interface Step {
  verb: 'CONNECT' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA' | 'MESSAGE' | 'RSET' | 'QUIT' | string;
  /** The line, or for MESSAGE the whole message. */
  text: string;
}

/** What to answer instead of yes; "drop" hangs up without a word, "silence" never answers. */
type Script = (step: Step) => string | 'drop' | 'silence' | undefined;

export interface ScriptedServer {
  readonly url: string;
  readonly steps: Step[];
  /** Whole messages it was given, whatever it answered. */
  messages(): string[];
  follow(script: Script): void;
  close(): Promise<void>;
}

const YES: Record<string, string> = {
  CONNECT: '220 ready',
  EHLO: '250 hello',
  DATA: '354 go on',
  QUIT: '221 bye',
};

/** An SMTP server that misbehaves on command, at any step: for what a well-written server library never does. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  const steps: Step[] = [];
  const sockets = new Set<Socket>();
  let script: Script = () => undefined;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    converse(socket, (step) => {
      steps.push(step);
      return script(step) ?? YES[step.verb] ?? '250 yes';
    });
  });
  const port = await listen(server);
  return {
    url: `smtp://127.0.0.1:${port}`,
    steps,
    messages: () => steps.filter(({ verb }) => verb === 'MESSAGE').map(({ text }) => text),
    follow(next) {
      script = next;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function converse(socket: Socket, answer: (step: Step) => string): void {
  let pending = '';
  let inMessage = false;
  const reply = (step: Step) => {
    const words = answer(step);
    if (words === 'drop') socket.destroy();
    else if (words !== 'silence') socket.write(`${words}\r\n`);
    return words;
  };
  reply({ verb: 'CONNECT', text: '' });
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    pending += chunk;
    for (;;) {
      const end = pending.indexOf(inMessage ? '\r\n.\r\n' : '\r\n');
      if (end === -1) return;
      const text = pending.slice(0, end);
      pending = pending.slice(end + (inMessage ? 5 : 2));
      const verb = inMessage ? 'MESSAGE' : (text.split(' ')[0]?.toUpperCase() ?? '');
      inMessage = reply({ verb, text }).startsWith('354');
    }
  });
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
