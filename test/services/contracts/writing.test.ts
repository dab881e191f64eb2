import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { cancelAccount } from '../../../src/services/accounts/cancel-account.js';
import { contentFrom } from '../../../src/services/contracts/canonical.js';
import { draftContract } from '../../../src/services/contracts/draft-contract.js';
import { editDraft } from '../../../src/services/contracts/edit-draft.js';
import { previewTerms } from '../../../src/services/contracts/preview-contract.js';
import { sendContract } from '../../../src/services/contracts/send-contract.js';
import {
  draftedContract,
  MONTHLY_CARE,
  sendDraft,
  sentContract,
  signedContract,
} from '../../support/contract-factories.js';
import { signUpTenant, staff, type Tenant } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { allRows } from '../../support/rows.js';
import { expectTruthsAtEnd } from '../../support/truths.js';

const test = useInstallation({ startsAt: '2026-03-20T10:00:00Z' });
expectTruthsAtEnd(test);
let tenant: Tenant;
beforeAll(async () => {
  tenant = await signUpTenant(test, { accountName: 'Lakeside *Joinery* <b>Ltd</b>' });
});

const codeOf = async (attempt: Promise<unknown>) => (await refusalOf(attempt)).code;
const versionOf = (versionId: number) =>
  test.prisma.contractVersion.findUniqueOrThrow({
    where: { id: versionId },
    include: { items: { orderBy: { position: 'asc' } }, contract: true },
  });

describe('a draft', () => {
  it('is numbered within its account, and a draft is all it is', async () => {
    const other = await signUpTenant(test);
    const first = await draftedContract(test, other);
    const second = await draftedContract(test, other);
    expect([first.number, second.number]).toEqual([`CTR-${other.accountId}-0001`, `CTR-${other.accountId}-0002`]);
    const { status, contract } = await versionOf(first.versionId);
    expect([status, contract.status, contract.billingEnabled]).toEqual(['draft', 'draft', false]);
    expect(
      await test.prisma.mail.count({ where: { accountId: other.accountId, kind: { contains: 'contract' } } }),
    ).toBe(0);
  });

  it('has the price list of training, 5,000 and 2,500 over three months, and whatever is agreed beside it', async () => {
    const { versionId } = await draftedContract(test, tenant, {
      items: [{ itemType: 'training_independent' }, { itemType: 'training_agency', amount: '2000' }, MONTHLY_CARE],
    });
    const { items } = await versionOf(versionId);
    expect(items.map((item) => [item.amount.toFixed(2), item.billingPeriodMonths, item.isRecurring])).toEqual([
      ['5000.00', 3, false],
      ['2000.00', 3, false],
      ['30.00', 1, true],
    ]);
  });

  it('takes the account’s Labs percentage as its discount, unless another was agreed', async () => {
    const labs = await signUpTenant(test);
    const profile = { isLabsCustomer: true, labsDiscountPercent: '15' };
    await test.prisma.companyProfile.upsert({
      where: { accountId: labs.accountId },
      create: { accountId: labs.accountId, ...profile },
      update: profile,
    });
    const usual = await draftedContract(test, labs);
    const agreed = await draftedContract(test, labs, { discountPercent: '2.5' });
    expect((await versionOf(usual.versionId)).discountPercent.toFixed()).toBe('15');
    expect((await versionOf(agreed.versionId)).discountPercent.toFixed()).toBe('2.5');
  });

  it.each([
    [
      'an engagement of more than twelve months',
      { contractType: 'engagement', endDate: '2027-04-01' },
      'engagement_too_long',
    ],
    ['an end before the start', { endDate: '2026-03-31' }, 'invalid_input'],
    [
      'an item that starts after the end',
      { items: [{ ...MONTHLY_CARE, startDate: '2026-10-01' }] },
      'item_outside_contract',
    ],
    ['a template that is none', { templateId: 2_000_000_000 }, 'template_not_found'],
    ['an item that carries on nothing', { items: [{ ...MONTHLY_CARE, continuesId: 2_000_000_000 }] }, 'item_not_found'],
    ['half a yen', { currency: 'JPY', items: [{ ...MONTHLY_CARE, amount: '0.5' }] }, 'amount_decimals'],
    ['an amount of nothing', { items: [{ ...MONTHLY_CARE, amount: '0' }] }, 'invalid_input'],
    ['thirteen months of one item', { items: [{ ...MONTHLY_CARE, billingPeriodMonths: 13 }] }, 'invalid_input'],
    [
      'an end for an item that does not recur',
      { items: [{ ...MONTHLY_CARE, isRecurring: false, endDate: '2026-06-01' }] },
      'invalid_input',
    ],
    ['a discount of more than everything', { discountPercent: '100.01' }, 'invalid_input'],
    ['a day that does not exist', { startDate: '2026-02-30' }, 'invalid_input'],
  ] as const)('is refused with %s', async (_, wishes, code) => {
    const { items, ...rest } = { items: undefined, ...wishes };
    const wanted = items === undefined ? rest : { ...rest, items: [...items] };
    expect(await codeOf(draftedContract(test, tenant, wanted))).toBe(code);
  });

  it('names as signers only people of the account who may sign, colleagues who may countersign, and each once', async () => {
    const stranger = await signUpTenant(test);
    const { id: auditor } = await test.prisma.staffUser.findFirstOrThrow({ where: { role: 'support' } });
    const self = { userId: tenant.userId };
    expect(await codeOf(draftedContract(test, tenant, { signers: [{ userId: stranger.userId }] }))).toBe(
      'may_not_sign',
    );
    expect(await codeOf(draftedContract(test, tenant, { signers: [{ staffUserId: auditor }] }))).toBe('may_not_sign');
    expect(await codeOf(draftedContract(test, tenant, { signers: [self, self] }))).toBe('signer_twice');
  });

  it('is written by support and finance, not by auditors, operations or tenants', async () => {
    const input = { accountId: tenant.accountId, contractType: 'maintenance', title: 'X', currency: 'USD' } as const;
    const terms = { body: 'X', startDate: '2026-04-01', endDate: '2026-05-01' };
    for (const ctx of [await staff(test, 'auditor'), await staff(test, 'operations'), tenant.ctx]) {
      expect(await codeOf(draftContract(ctx, { ...input, terms }))).toBe('not_allowed');
    }
  });

  it('is not written for an account that was cancelled', async () => {
    const gone = await signUpTenant(test);
    await cancelAccount(await staff(test, 'support'), { accountId: gone.accountId, reason: 'On request' });
    expect(await codeOf(draftedContract(test, gone))).toBe('account_status');
  });

  it('carries on items of an earlier version only, not its own nor those of another contract', async () => {
    const { versionId } = await draftedContract(test, tenant);
    const { items, version } = await versionOf(versionId);
    const other = await draftedContract(test, tenant);
    const [foreign] = (await versionOf(other.versionId)).items;
    const support = await staff(test, 'support');
    for (const item of [items[0], foreign]) {
      const carried = [{ ...MONTHLY_CARE, continuesId: item?.id ?? 0 }];
      const terms = { body: 'X', startDate: '2026-04-01', endDate: '2026-05-31', items: carried, signers: [] };
      expect(await codeOf(editDraft(support, { versionId, version, terms }))).toBe('item_not_found');
    }
  });

  it('is changed as a whole, by whoever saw it last', async () => {
    const { versionId } = await draftedContract(test, tenant);
    const support = await staff(test, 'support');
    const terms = {
      body: '# New',
      startDate: '2026-04-01',
      endDate: '2026-06-30',
      items: [{ itemType: 'training_agency' }],
    } as const;
    const change = { versionId, version: 1, title: 'Other', terms: { ...terms, items: [...terms.items] } };
    await editDraft(support, change);
    const changed = await versionOf(versionId);
    expect([changed.body, changed.contract.title, changed.items.length, changed.version]).toEqual([
      '# New',
      'Other',
      1,
      2,
    ]);
    expect(await codeOf(editDraft(support, change))).toBe('stale');
  });
});

describe('the preview', () => {
  it('shows text, missing fields and every invoice to come, and writes nothing', async () => {
    const support = await staff(test, 'support');
    const before = await allRows(test);
    const preview = await previewTerms(support, {
      accountId: tenant.accountId,
      contractType: 'onboarding',
      title: 'Training',
      currency: 'USD',
      terms: {
        body: 'For {{account_name}}: {{scope}}, {{total}}',
        startDate: '2026-01-31',
        endDate: '2026-12-31',
        items: [{ itemType: 'training_independent' }],
      },
    });
    expect(preview.missingFields).toEqual(['scope']);
    expect(preview.content?.schedule.map((row) => [row.period_start, row.period_end, row.net])).toEqual([
      ['2026-01-31', '2026-02-27', '1666.67'],
      ['2026-02-28', '2026-03-30', '1666.67'],
      ['2026-03-31', '2026-04-29', '1666.66'],
    ]);
    expect(await allRows(test)).toEqual(before);
  });
});

describe('sending', () => {
  it.each([
    ['a field is not filled in', { body: 'About {{scope}}' }, 'fields_missing'],
    ['nothing is known for a field that fills itself', { body: 'At {{account_address}}' }, 'fields_empty'],
    ['nobody of the account signs', { signers: [] }, 'no_signer'],
    ['nothing is sold', { items: [] }, 'no_items'],
    [
      'a month would never be invoiced',
      { endDate: '2026-05-15', items: [{ itemType: 'training_agency' }] },
      'items_beyond_end',
    ],
  ] as const)('is refused while %s', async (_, wishes, code) => {
    const { versionId } = await draftedContract(test, tenant, wishes as Parameters<typeof draftedContract>[2]);
    expect(await codeOf(sendDraft(test, versionId))).toBe(code);
  });

  it('is refused without a colleague who countersigns', async () => {
    const { versionId } = await draftedContract(test, tenant, { signers: [{ userId: tenant.userId }] });
    expect(await codeOf(sendDraft(test, versionId))).toBe('no_countersigner');
  });

  it('freezes text, items, schedule, consent and signers in one form with its hash, and tells the first signer', async () => {
    const { versionId, contractId, number, documentSha256 } = await sentContract(test, tenant, {
      discountPercent: '10',
      items: [{ itemType: 'training_independent' }, MONTHLY_CARE],
    });
    const { canonicalText, status, contract } = await versionOf(versionId);
    expect([status, contract.status]).toEqual(['sent', 'sent']);
    expect(
      createHash('sha256')
        .update(canonicalText ?? '')
        .digest('hex'),
    ).toBe(documentSha256);
    const content = contentFrom(canonicalText ?? '');
    expect(content.contract.number).toBe(number);
    expect(content.schedule.map(({ net }) => net)).toEqual([
      '1527.00',
      '1527.00',
      '1527.00',
      '27.00',
      '27.00',
      '27.00',
    ]);
    expect(content.totals).toEqual({ gross: '5180.00', discount: '518.00', net: '4662.00' });
    expect(content.signers.map(({ party }) => party)).toEqual(['account', 'seller']);
    // A name is a name: what looks like Markdown or HTML in it is text.
    const written = [...JSON.stringify(content.text).matchAll(/"text":"([^"]*)"/g)].map(([, part]) => part).join('');
    expect(written).toContain('Lakeside *Joinery* <b>Ltd</b>');
    const mail = await test.prisma.mail.findFirstOrThrow({
      where: { accountId: tenant.accountId },
      orderBy: { id: 'desc' },
    });
    expect([mail.toEmail, JSON.stringify(mail.data)]).toEqual([
      tenant.email,
      expect.stringContaining(String(contractId)),
    ]);
  });

  it('keeps what was sent, whatever becomes of account, template and seller', async () => {
    const { versionId } = await sentContract(test, tenant);
    const before = await versionOf(versionId);
    await test.prisma.account.update({ where: { id: tenant.accountId }, data: { name: 'Renamed' } });
    await test.prisma.contractTemplate.updateMany({ data: { body: '# Other' } });
    expect(await versionOf(versionId)).toMatchObject({
      canonicalText: before.canonicalText,
      documentSha256: before.documentSha256,
    });
    await test.prisma.account.update({
      where: { id: tenant.accountId },
      data: { name: 'Lakeside *Joinery* <b>Ltd</b>' },
    });
  });

  it('is refused for a draft that changed since it was looked at, and twice', async () => {
    const { versionId } = await draftedContract(test, tenant);
    const support = await staff(test, 'support');
    expect(await codeOf(sendContract(support, { versionId, version: 2 }))).toBe('stale');
    await sendDraft(test, versionId);
    expect(await codeOf(sendContract(support, { versionId, version: 1 }))).toBe('version_sent');
  });

  it('and signing leave no way to change what was agreed', async () => {
    const { versionId } = await signedContract(test, tenant);
    const terms = { body: 'Other', startDate: '2026-04-01', endDate: '2026-05-01' };
    expect(await codeOf(editDraft(await staff(test, 'support'), { versionId, version: 1, terms }))).toBe(
      'version_sent',
    );
  });
});
