import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { getSealKey } from '../../../src/services/documents/seal-key.js';
import { useInstallation } from '../../support/installation.js';

const test = useInstallation({ baseUrl: 'https://billing.example.com' });

it('two processes that need the key at once use the same one, and so does everybody later', async () => {
  const [one, other] = await Promise.all([getSealKey(test.installation), getSealKey(test.installation)]);
  expect(other).toEqual(one);
  expect(await getSealKey(test.installation)).toEqual(one);
  expect(await test.prisma.sealKey.count()).toBe(1);
  const certificate = new X509Certificate(Buffer.from(one.certificate, 'base64'));
  const key = createPrivateKey({ key: Buffer.from(one.privateKey, 'base64'), format: 'der', type: 'pkcs8' });
  expect(certificate.subject).toBe('CN=Countersign seal of billing.example.com');
  expect(createPublicKey(key).equals(certificate.publicKey)).toBe(true);
});

it('the key stands in the database encrypted', async () => {
  const { privateKey } = await getSealKey(test.installation);
  const stored = await test.prisma.sealKey.findUniqueOrThrow({ where: { id: 1 } });
  expect(stored.privateKey).not.toContain(privateKey.slice(20, 60));
  expect(test.installation.secrets.open(stored.privateKey)).toBe(privateKey);
});
