import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail server on the loopback that takes its time for every mail and keeps none. */
export async function slowMailServer(
  takesMs: number,
): Promise<{ url: string; delivered(): number; stop(): Promise<void> }> {
  let delivered = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    onData(stream, _session, done) {
      stream.resume();
      stream.on('end', () =>
        setTimeout(() => {
          delivered += 1;
          done();
        }, takesMs),
      );
    },
  });
  server.on('error', () => undefined);
  const { port } = await new Promise<AddressInfo>((resolve) => {
    const listener = server.listen(0, '127.0.0.1', () => resolve(listener.address() as AddressInfo));
  });
  return {
    url: `smtp://127.0.0.1:${port}`,
    delivered: () => delivered,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
