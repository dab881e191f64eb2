import { beforeAll, expect, test } from 'vitest';
import { DocumentMaking } from '../../src/services/documents/make-documents.js';
import { signUpForPlan } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { type Colleague, signIn } from './office.js';

const server = useServer();
let support: Colleague;
beforeAll(async () => {
  support = await signIn(server, 'support');
});

const row = async (invoiceId: number) => server.prisma.document.findUniqueOrThrow({ where: { invoiceId } });

test('the list of documents says what became of each, and not what it prints', async () => {
  const { invoice } = await signUpForPlan(server);
  await new DocumentMaking({ installation: server.installation, clock: server.clock }).makeDue();
  const { id } = await row(invoice.id);
  const { body } = await support.get(`/resources/Document/actions/list`);
  const listed = body.records?.find((record) => record.id === id);
  expect(listed?.params).toMatchObject({ kind: 'invoice', status: 'ready' });
  expect(listed?.params).not.toHaveProperty('data');
  expect(listed?.params).not.toHaveProperty('storageKey');
});

test('a document that could not be made is tried again by whoever may, and is then made', async () => {
  const { invoice } = await signUpForPlan(server);
  const { id } = await row(invoice.id);
  await server.prisma.document.update({
    where: { id },
    data: { status: 'failed', attempts: 5, lastError: 'the disk was full' },
  });
  const path = `/resources/Document/records/${id}/retryDocument`;
  const auditor = await signIn(server, 'auditor');
  expect((await auditor.post(path)).status).toBe(403);
  expect(JSON.stringify((await support.get(path)).body.preview)).toContain('the disk was full');
  expect((await support.post(path)).body.notice).toMatchObject({ type: 'success' });
  expect(await row(invoice.id)).toMatchObject({ status: 'queued', attempts: 0 });
  await new DocumentMaking({ installation: server.installation, clock: server.clock }).makeDue();
  expect(await row(invoice.id)).toMatchObject({ status: 'ready' });
  expect((await support.post(path)).status).toBe(409);
});
