import { createTransport } from 'nodemailer';
import { expect, it } from 'vitest';
import { startMailServer } from './smtp.js';

const letter = {
  from: 'seller@example.com',
  to: 'tenant@example.com',
  subject: 'Hello',
  text: 'Good news',
  html: '<p>Good news</p>',
};

it('keeps what it is given, answers 4xx or 5xx in a bad mood, and comes back on the same port', async () => {
  const server = await startMailServer();
  const send = () => createTransport({ url: server.url, connectionTimeout: 1_000 } as { url: string }).sendMail(letter);
  await send();
  const [mail] = await server.waitFor(1);
  expect(mail).toMatchObject({
    subject: 'Hello',
    envelope: { from: 'seller@example.com', to: ['tenant@example.com'] },
  });
  expect(mail?.text?.trim()).toBe('Good news');

  server.setMood('busy');
  await expect(send()).rejects.toMatchObject({ responseCode: 451 });
  server.setMood('refusing');
  await expect(send()).rejects.toMatchObject({ responseCode: 554 });

  await server.goDown();
  await expect(send()).rejects.toMatchObject({ code: 'ESOCKET' });
  server.setMood('well');
  await server.comeUp();
  await send();
  await server.waitFor(2);
  await server.goDown();
});
