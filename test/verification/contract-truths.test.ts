import { appendFile, rm } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueDuePeriods } from '../../src/services/billing-periods/issue-due-periods.js';
import { DocumentMaking } from '../../src/services/documents/make-documents.js';
import { verifyFiles } from '../../src/services/verification/verify-files.js';
import { verifyTruths } from '../../src/services/verification/verify-truths.js';
import { systemContext } from '../support/contexts.js';
import { billedContract, draftedContract, sentContract } from '../support/contract-factories.js';
import { activeTenant, signUpAndConfirm } from '../support/factories.js';
import { useInstallation } from '../support/installation.js';
import { damaged } from './vandal.js';

const test = useInstallation({ startsAt: '2026-03-20T10:00:00Z' });
let vandal: pg.Client;

const PDF = Buffer.from('%PDF-1.4\n%%EOF\n');

beforeAll(async () => {
  const tenant = await activeTenant(test);
  await signUpAndConfirm(test, {}, { proof: { bytes: PDF, name: 'slip.pdf' } });
  await billedContract(test, tenant, { discountPercent: '10', items: [{ itemType: 'training_independent' }] });
  await sentContract(test, tenant);
  await draftedContract(test, tenant);
  test.clock.set('2026-05-01T10:00:00Z');
  await issueDuePeriods(systemContext(test));
  await new DocumentMaking({ installation: test.installation, clock: test.clock }).makeDue();
  vandal = new pg.Client({ connectionString: test.ownerUrl });
  await vandal.connect();
});
afterAll(() => vandal.end());

const invoice = '(SELECT min(id) FROM invoices WHERE billing_period_id IS NOT NULL)';

it('verify finds nothing wrong with contracts that were signed, billed and invoiced', async () => {
  expect(await verifyTruths(test)).toEqual([]);
  expect(await verifyFiles(test.installation)).toEqual([]);
});

describe('verify says what is wrong with which row when', () => {
  it.each([
    [
      'a contract line grants credits',
      4,
      'ALTER TABLE invoice_lines DROP CONSTRAINT invoice_lines_contract_check; UPDATE invoice_lines SET credits = 5 WHERE contract_line_item_id IS NOT NULL',
      'invoice_lines',
    ],
    [
      'a contract invoice buys a period of a plan',
      4,
      `UPDATE invoices SET period_start = now(), period_end = now() + interval '1 month' WHERE id = ${invoice}`,
      'invoices',
    ],
    [
      'a version goes to another account',
      9,
      'UPDATE contract_versions SET account_id = 2 WHERE id = 1',
      'contract_versions 1',
    ],
    [
      'an item takes another currency',
      9,
      "UPDATE contract_line_items SET currency = 'EUR' WHERE id = 1",
      'contract_line_items 1',
    ],
    [
      'a stranger becomes the signer',
      9,
      'UPDATE contract_signers SET user_id = (SELECT id FROM users WHERE account_id = 2) WHERE id = 1',
      'contract_signers 1',
    ],
    [
      'a period goes to another account',
      9,
      'UPDATE billing_periods SET account_id = 2 WHERE id = 1',
      'billing_periods 1',
    ],
    [
      'an invoice takes another period',
      9,
      `ALTER TABLE invoices DROP CONSTRAINT invoices_number_check; UPDATE invoices SET account_id = 2, number_month = '209901' WHERE id = ${invoice}`,
      'invoices',
    ],
    [
      'an invoice bills an item of another contract',
      9,
      'UPDATE invoice_lines SET contract_line_item_id = 2 WHERE contract_line_item_id = 1',
      'invoice_lines',
    ],
    [
      'a signed contract is set back',
      11,
      "ALTER TABLE contracts DROP CONSTRAINT contracts_billing_check; UPDATE contracts SET status = 'draft' WHERE id = 1",
      'contracts 1',
    ],
    ['a draft counts as signed', 11, "UPDATE contracts SET status = 'signed' WHERE id = 3", 'contracts 3'],
    [
      'a sent version is withdrawn behind its contract',
      11,
      "UPDATE contract_versions SET status = 'superseded', superseded_at = now() WHERE id = 2",
      'contracts 2',
    ],
    [
      'a contract is given up with a version still to be signed',
      11,
      "UPDATE contracts SET status = 'terminated', terminated_at = now(), termination_reason = 'x' WHERE id = 2",
      'contracts 2',
    ],
    ['a signature is removed', 11, 'DELETE FROM contract_signatures WHERE signer_id = 2', 'contract_signers 2'],
    [
      'the first signature is removed',
      11,
      'DELETE FROM contract_signatures WHERE signer_id = 1',
      'contract_signatures 2',
    ],
    ['signers change places', 11, 'UPDATE contract_signers SET position = 3 WHERE id = 1', 'contract_signatures 1'],
    [
      'the countersigner is taken out',
      11,
      'DELETE FROM contract_signatures WHERE signer_id = 2; DELETE FROM contract_signers WHERE id = 2',
      'contract_versions 1',
    ],
    [
      'a signature is over another text',
      11,
      "UPDATE contract_signatures SET document_sha256 = repeat('0', 64) WHERE id = 1",
      'contract_signatures 1',
    ],
    [
      'a signature is dated back',
      11,
      "UPDATE contract_signatures SET signed_at = signed_at - interval '1 year' WHERE id = 1",
      'contract_signatures 1',
    ],
    [
      'the signed text is edited',
      11,
      "ALTER TABLE contract_versions DROP CONSTRAINT contract_versions_sent_check; UPDATE contract_versions SET canonical_text = replace(canonical_text, '5000.00', '500.00') WHERE id = 1",
      'contract_versions 1',
    ],
    [
      'text and hash are edited into something else',
      11,
      'ALTER TABLE contract_versions DROP CONSTRAINT contract_versions_sent_check; UPDATE contract_versions SET canonical_text = NULL WHERE id = 1',
      'contract_versions 1',
    ],
    [
      'a signed item is edited',
      11,
      'UPDATE contract_line_items SET amount = 50000 WHERE id = 1',
      'contract_line_items 1',
    ],
    [
      'an item is put under a signed version',
      11,
      'UPDATE contract_line_items SET version_id = 1, contract_id = 1, position = 2 WHERE id = 2',
      'contract_line_items 2',
    ],
    ['a signed item is removed', 11, 'DELETE FROM contract_line_items WHERE id = 2', 'contract_versions 2'],
    [
      'an invoiced period is set back',
      12,
      "UPDATE billing_periods SET status = 'pending', invoice_date = NULL WHERE id = 1",
      'billing_periods 1',
    ],
    [
      'a period counts as paid',
      12,
      "UPDATE billing_periods SET status = 'paid', payment_date = now() WHERE id = 1",
      'billing_periods 1',
    ],
    [
      'an invoiced period is cancelled',
      12,
      "UPDATE billing_periods SET status = 'cancelled', invoice_date = NULL, cancelled_at = now(), cancel_reason = 'x' WHERE id = 1",
      'billing_periods 1',
    ],
    [
      'a period asks for another amount',
      12,
      'UPDATE billing_periods SET total_amount = 1 WHERE id = 1',
      'billing_periods 1',
    ],
    [
      'a period has two invoices',
      12,
      'DROP INDEX invoices_one_per_period; UPDATE invoices SET billing_period_id = 1 WHERE billing_period_id IS NOT NULL',
      'billing_periods 1',
    ],
    [
      'periods overlap',
      12,
      'ALTER TABLE billing_periods DROP CONSTRAINT billing_periods_no_overlap; UPDATE billing_periods SET period_end = period_end + 1 WHERE id = 1',
      'billing_periods 2',
    ],
    [
      'an invoice is dated before its period',
      12,
      `UPDATE invoices SET issued_at = '2026-03-30' WHERE id = ${invoice}`,
      'invoices',
    ],
    [
      'an earlier period was skipped',
      12,
      `DELETE FROM invoices WHERE id = ${invoice}; UPDATE billing_periods SET status = 'pending', invoice_date = NULL WHERE id = 1`,
      'billing_periods 1',
    ],
    [
      'billing goes on after it was disabled',
      12,
      'UPDATE contracts SET billing_enabled = false WHERE id = 1',
      'billing_periods 3',
    ],
    [
      'billing is enabled on a contract that is not active',
      12,
      'ALTER TABLE contracts DROP CONSTRAINT contracts_billing_check; UPDATE contracts SET billing_enabled = true WHERE id = 2',
      'contracts 2',
    ],
    [
      'a month is billed twice',
      12,
      "UPDATE invoice_lines SET item_months = '{0}' WHERE contract_line_item_id = 1",
      'contract_line_items 1',
    ],
    [
      'a line asks for more than its month',
      12,
      `UPDATE invoice_lines SET amount = amount + 1 WHERE invoice_id = ${invoice}`,
      'invoice_lines',
    ],
    [
      'a discount is not what was agreed',
      12,
      `ALTER TABLE invoices DROP CONSTRAINT invoices_amounts_check; UPDATE invoices SET discount_total = 1 WHERE id = ${invoice}`,
      'invoices',
    ],
    [
      'a document loses its hash',
      13,
      'ALTER TABLE documents DROP CONSTRAINT documents_ready_check; UPDATE documents SET sha256 = NULL WHERE contract_version_id = 1',
      'documents',
    ],
    [
      'the document of a signed version is removed',
      13,
      'DELETE FROM documents WHERE contract_version_id = 1',
      'contract_versions 1',
    ],
    [
      'there is a document of what nobody signed',
      13,
      'UPDATE documents SET contract_version_id = 2 WHERE contract_version_id = 1',
      'documents',
    ],
    ['the last owner is degraded', 14, "UPDATE users SET role = 'admin' WHERE account_id = 1", 'accounts 1'],
    [
      'somebody who was removed can sign in',
      14,
      'ALTER TABLE users DROP CONSTRAINT users_removed_check; UPDATE users SET removed_at = now() WHERE account_id = 1',
      'users',
    ],
    [
      'more people than seats come in',
      14,
      `INSERT INTO users (account_id, email, full_name, password_hash, role, updated_at, created_at)
       SELECT 1, 'p' || n || '@x.example', 'P', 'x', 'viewer', now(), now() + interval '10 years' FROM generate_series(1, 9) n`,
      'accounts 1',
    ],
  ])('%s', async (_, number, damage, row) => {
    const found = (await damaged(vandal, damage)).filter((finding) => finding.number === number);
    expect(found.map((finding) => finding.row).join('\n')).toContain(row);
  });
});

describe('verify reads every file', () => {
  it('and names those that are not what was kept, or gone', async () => {
    const document = await test.prisma.document.findFirstOrThrow({ where: { kind: 'contract' } });
    const proof = await test.prisma.paymentProof.findFirstOrThrow();
    await appendFile(path.join(test.documentFolder, document.storageKey ?? ''), ' ');
    await rm(path.join(test.proofFolder, proof.storageKey));
    expect(await verifyFiles(test.installation)).toEqual([
      { row: `documents ${document.id}`, wrong: expect.stringContaining('is not the one that was kept') },
      { row: `payment_proofs ${proof.id}`, wrong: expect.stringContaining('cannot be read') },
    ]);
  });
});
