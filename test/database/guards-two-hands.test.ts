import { expect, it } from 'vitest';
import { draftedContract } from '../support/contract-factories.js';
import { signUpTenant } from '../support/factories.js';
import { useInstallation } from '../support/installation.js';

const test = useInstallation({ startsAt: '2026-03-20T10:00:00Z' });

const SEND = `UPDATE contract_versions SET status = 'sent', canonical_text = '{}', document_sha256 = encode(sha256('{}'), 'hex'),
  sent_at = now(), sent_by_id = (SELECT min(id) FROM staff_users) WHERE id = $1`;

it.each([
  ['an item', 'contract_line_items', 'DELETE FROM contract_line_items WHERE version_id = $1'],
  ['a signer', 'contract_signers', 'DELETE FROM contract_signers WHERE version_id = $1'],
])('%s cannot be taken out by one hand in the database while another sends the version', async (_, table, sql) => {
  const { versionId, contractId } = await draftedContract(test, await signUpTenant(test));
  const [one, two] = [await test.sidePool.connect(), await test.sidePool.connect()];
  try {
    await one.query('BEGIN');
    await two.query('BEGIN');
    await one.query(SEND, [versionId]);
    // It waits for the other hand, and then sees that the version was sent.
    const second = two.query(sql, [versionId]).catch((error: unknown) => error);
    await one.query('SELECT pg_sleep(0.1)');
    await one.query("UPDATE contracts SET status = 'sent' WHERE id = $1", [contractId]);
    await one.query('COMMIT');
    expect(await second).toMatchObject({ constraint: `${table}_only_in_draft` });
  } finally {
    await two.query('ROLLBACK');
    await one.query('ROLLBACK');
    one.release();
    two.release();
  }
});
