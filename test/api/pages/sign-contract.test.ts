import { describe, expect, it } from 'vitest';
import { suspendAccounts } from '../../../src/services/accounts/suspend-accounts.js';
import { reviseContract } from '../../../src/services/contracts/revise-contract.js';
import { changeUserRole } from '../../../src/services/users/change-user-role.js';
import { draftedContract, sendDraft, sentContract, signAll } from '../../support/contract-factories.js';
import { activeTenant, inviteColleague, PASSWORD, signUpForPlan, staff } from '../../support/factories.js';
import { useServer } from '../../support/http.js';
import { readAndSign, signForm, wordsOf } from './contract-form.js';
import { newVisitor, signedIn } from './visitor.js';

const server = useServer({ startsAt: '2026-03-20T10:00:00Z' });

const TRAINING = { title: 'Training 2026', items: [{ itemType: 'training_independent' as const }] };

async function tenantWithContract(wishes: Parameters<typeof sentContract>[2] = {}) {
  const tenant = await activeTenant(server);
  const contract = await sentContract(server, tenant, wishes);
  return {
    tenant,
    contract,
    visitor: await signedIn(server, tenant.email),
    path: `/app/contracts/${contract.contractId}/sign`,
    thanks: `/app/contracts/${contract.contractId}/signed`,
  };
}

async function countersigner(): Promise<{ staffUserId: number }> {
  const { actor } = await staff(server, 'finance');
  if (actor.type !== 'staff') throw new Error('finance is staff');
  return { staffUserId: actor.id };
}

function signaturesOf({ contractId }: { contractId: number }) {
  return server.prisma.contractSignature.findMany({ where: { contractId } });
}

/** Version 2 takes the place of what the tenant has open. */
async function replaceVersion(contractId: number): Promise<void> {
  const { versionId } = await reviseContract(await staff(server, 'support'), { contractId });
  await sendDraft(server, versionId);
}

describe('whoever has to sign', () => {
  it('reads the text as it will be, its items, every invoice to come and the sentence agreed to', async () => {
    const { visitor, path, contract, tenant } = await tenantWithContract(TRAINING);
    const page = wordsOf(await visitor.get(path));
    const { name } = await server.prisma.account.findUniqueOrThrow({ where: { id: tenant.accountId } });
    for (const words of [
      `Contract ${contract.number}`,
      `Between Example Seller Ltd. and ${name}, over 5,000.00 USD.`,
      'Training, independent developer',
      '1,666.67 USD',
      '1,666.66 USD',
      '3 invoices',
      'I accept that this counts like my signature by hand',
      'Amina Khan (you)',
    ]) {
      expect(page).toContain(words);
    }
  });

  it('signs by typing a name: kept with the consent, the address, the browser, the moment and what was read', async () => {
    const { visitor, path, thanks, contract } = await tenantWithContract();
    const answer = await visitor.post(
      path,
      { ...signForm(await visitor.get(path)), typed_name: ' Amina Khan ' },
      // Nobody stands before this server: what a caller says of its own address is worth nothing.
      { 'user-agent': 'A phone', 'x-forwarded-for': '192.0.2.99', forwarded: 'for=192.0.2.99' },
    );
    expect([answer.status, answer.location]).toEqual([303, thanks]);
    expect(await signaturesOf(contract)).toMatchObject([
      {
        typedName: 'Amina Khan',
        documentSha256: contract.documentSha256,
        userAgent: 'A phone',
        ipAddress: '127.0.0.1',
        consentText: expect.stringContaining('counts like my signature by hand'),
      },
    ]);
    expect(wordsOf(await visitor.get(thanks))).toMatch(/Thank you, it is signed .* countersigns\./);
    expect(wordsOf(await visitor.get(path))).toContain('You signed it on 20 Mar 2026');
  });

  it('signs once, however often the button is pressed and from however many tabs', async () => {
    const { visitor, path, thanks, contract } = await tenantWithContract();
    const form = { ...signForm(await visitor.get(path)), typed_name: 'Amina Khan' };
    const otherTab = { ...signForm(await visitor.get(path)), typed_name: 'Amina Khan' };
    const answers = await Promise.all([form, form, otherTab].map((each) => visitor.post(path, each)));
    answers.push(await visitor.post(path, form));
    expect(answers.map(({ location }) => location)).toEqual(Array(4).fill(thanks));
    expect(await signaturesOf(contract)).toHaveLength(1);
  });

  it.each(['', '   ', 'A', 'a\0b', 'x'.repeat(300)])(
    'is told at the field that %j is no name, and nothing is signed',
    async (typed) => {
      const { visitor, path, contract } = await tenantWithContract();
      const answer = await readAndSign(visitor, path, typed);
      expect(answer.status).toBe(400);
      expect(answer.html).toContain('id="field-typed-name-error"');
      expect(await signaturesOf(contract)).toEqual([]);
    },
  );

  it('cannot sign what was replaced: the page says that the text has changed, shows it, and that one can be signed', async () => {
    const { visitor, path, thanks, contract } = await tenantWithContract();
    const form = { ...signForm(await visitor.get(path)), typed_name: 'Amina Khan' };
    await replaceVersion(contract.contractId);
    const answer = await visitor.post(path, form);
    expect(answer.status).toBe(409);
    expect(wordsOf(answer)).toMatch(/The text has changed .*version 2 has taken its place\. Nothing was signed\./);
    expect(await signaturesOf(contract)).toEqual([]);
    expect((await visitor.post(path, { ...signForm(answer), typed_name: 'Amina Khan' })).location).toBe(thanks);
  });

  it('cannot sign another text than the one shown', async () => {
    const { visitor, path, contract } = await tenantWithContract();
    const form = { ...signForm(await visitor.get(path)), typed_name: 'Amina Khan' };
    for (const document_sha256 of ['a'.repeat(64), '', 'no hash']) {
      expect([400, 409]).toContain((await visitor.post(path, { ...form, document_sha256 })).status);
    }
    for (const version_id of ['0', 'x', '99999999', '1e9']) {
      expect([400, 404]).toContain((await visitor.post(path, { ...form, version_id })).status);
    }
    expect(await signaturesOf(contract)).toEqual([]);
  });

  it('declines with a reason that is kept; the text stays readable', async () => {
    const { visitor, path, contract } = await tenantWithContract();
    const { version_id = '' } = signForm(await visitor.get(path));
    const decline = `/app/contracts/${contract.contractId}/decline`;
    const tooShort = await visitor.post(decline, { version_id, reason: 'no' });
    expect(tooShort.status).toBe(400);
    expect(tooShort.html).toMatch(/<details class="fold" id="decline" open>[\s\S]*at least 3 characters/);
    const answer = await visitor.post(decline, { version_id, reason: 'The end date is wrong.' });
    expect(answer.location).toBe(`/app/contracts/${contract.contractId}`);
    const page = wordsOf(await visitor.get(`/app/contracts/${contract.contractId}`));
    for (const words of [
      'Your reason was passed on',
      'Declined by Amina Khan',
      'The end date is wrong.',
      'over 180.00 USD',
    ])
      expect(page).toContain(words);
    expect((await visitor.get(path)).location).toBe(`/app/contracts/${contract.contractId}`);
    expect((await visitor.post(decline, { version_id, reason: 'Once more' })).location).toBe(
      `/app/contracts/${contract.contractId}`,
    );
  });

  it('comes back to the contract after signing in, with the name they had typed', async () => {
    const { tenant, path } = await tenantWithContract();
    const visitor = newVisitor(server);
    const [mail] = await server.prisma.mail.findMany({
      where: { kind: 'contract-sign-request', toEmail: tenant.email },
    });
    expect(mail?.data).toMatchObject({ contractId: Number(path.split('/')[3]) });
    const next = (await visitor.get(path)).location ?? '';
    expect(next).toBe(`/login?next=${encodeURIComponent(path)}`);
    await visitor.post(path, { user: String(tenant.userId), typed_name: 'Amina K.' });
    const answer = await visitor.post('/login', { email: tenant.email, password: PASSWORD, next: path });
    expect(answer.location).toBe(path);
    expect((await visitor.get(path)).html).toContain('value="Amina K."');
  });
});

describe('whoever does not sign', () => {
  it('reads who does: another signer first, then they in turn', async () => {
    const tenant = await activeTenant(server);
    const colleague = await inviteColleague(server, tenant, {
      fullName: 'Noor Ali',
      role: 'admin',
      canSignContracts: true,
    });
    const signers = [{ userId: tenant.userId }, { userId: colleague.userId }, await countersigner()];
    const contract = await sentContract(server, tenant, { signers });
    const path = `/app/contracts/${contract.contractId}/sign`;
    const owner = await signedIn(server, tenant.email);
    const second = await signedIn(server, colleague.email);
    const early = await second.get(path);
    expect(wordsOf(early)).toContain('Amina Khan signs first');
    expect(early.html).not.toContain('name="typed_name"');
    const form = signForm(await owner.get(path));
    expect((await second.post(path, { ...form, typed_name: 'Noor Ali' })).status).toBe(409);
    await owner.post(path, { ...form, typed_name: 'Amina Khan' });
    await readAndSign(second, path, 'Noor Ali');
    const thanks = `/app/contracts/${contract.contractId}/signed`;
    expect(wordsOf(await second.get(thanks))).toContain('of Example Seller Ltd. countersigns.');
    await signAll(server, contract.versionId);
    expect(wordsOf(await second.get(thanks))).toContain('Everybody has signed. The contract is in force.');
  });

  it('may read it, and is told by name who signs it', async () => {
    const { tenant, path, contract, visitor } = await tenantWithContract();
    const colleague = await inviteColleague(server, tenant);
    const reader = await signedIn(server, colleague.email);
    const page = await reader.get(path);
    expect(wordsOf(page)).toContain('You can read it, others sign it To be signed by Amina Khan');
    expect(page.html).not.toContain('name="typed_name"');
    const form = signForm(await visitor.get(path));
    expect((await reader.post(path, { ...form, typed_name: 'Amina Khan' })).status).toBe(403);
    expect(await signaturesOf(contract)).toEqual([]);
  });

  it('has lost the right to sign since the contract was sent, and reads that an owner can give it back', async () => {
    const tenant = await activeTenant(server);
    const colleague = await inviteColleague(server, tenant, { role: 'admin', canSignContracts: true });
    const contract = await sentContract(server, tenant, {
      signers: [{ userId: colleague.userId }, await countersigner()],
    });
    await changeUserRole(tenant.ctx, { userId: colleague.userId, role: 'viewer' });
    const visitor = await signedIn(server, colleague.email);
    const page = await visitor.get(`/app/contracts/${contract.contractId}/sign`);
    expect(wordsOf(page)).toContain(
      'Only people with the right to sign may sign or decline contracts. Please ask an owner or admin',
    );
  });

  it('waits for the account: suspended or unpaid it reads and does not sign', async () => {
    const { tenant, path, contract, visitor } = await tenantWithContract();
    const form = { ...signForm(await visitor.get(path)), typed_name: 'Amina Khan' };
    await suspendAccounts(await staff(server, 'support'), { accountIds: [tenant.accountId], reason: 'Abuse' });
    expect(wordsOf(await visitor.get(path))).toContain('Account is suspended. Please contact support.');
    expect((await visitor.post(path, form)).status).toBe(403);
    const unpaid = await signUpForPlan(server);
    const other = await sentContract(server, unpaid);
    const reader = await signedIn(server, unpaid.email);
    const page = await reader.get(`/app/contracts/${other.contractId}/sign`);
    expect(wordsOf(page)).toContain('Your account is waiting for its first payment.');
    expect(wordsOf(page)).toContain('over 180.00 USD');
    expect((await reader.post(`/app/contracts/${other.contractId}/sign`, form)).status).toBe(402);
    expect(await signaturesOf(contract)).toEqual([]);
  });

  it('belongs to another account, for which the contract does not exist', async () => {
    const { contract, visitor, path } = await tenantWithContract();
    const form = signForm(await visitor.get(path));
    const stranger = await signedIn(server, (await activeTenant(server)).email);
    const base = `/app/contracts/${contract.contractId}`;
    for (const page of ['', '/sign', '/signed', '/versions/1', '/versions/1/pdf']) {
      expect([page, (await stranger.get(`${base}${page}`)).status]).toEqual([page, 404]);
    }
    expect((await stranger.post(path, { ...form, typed_name: 'A Stranger' })).status).toBe(404);
    expect((await stranger.post(`${base}/decline`, { ...form, reason: 'Not mine' })).status).toBe(404);
    const own = await tenantWithContract();
    const mixed = await own.visitor.post(own.path, { ...form, typed_name: 'A Stranger' });
    expect(mixed.status).toBe(404);
    expect(await signaturesOf(contract)).toEqual([]);
    expect((await stranger.get('/app/contracts')).html).not.toContain(contract.number);
  });
});

it('a draft is nobody’s business but staff’s', async () => {
  const tenant = await activeTenant(server);
  const draft = await draftedContract(server, tenant);
  const visitor = await signedIn(server, tenant.email);
  expect((await visitor.get(`/app/contracts/${draft.contractId}`)).status).toBe(404);
  expect((await visitor.get('/app/contracts')).html).not.toContain(draft.number);
});

it('what anybody typed into a contract is shown as text, on every page', async () => {
  const evil = '<img src=x onerror=alert(1)>"><script>alert(2)</script>';
  const tenant = await activeTenant(server, { fullName: evil, accountName: evil });
  const contract = await sentContract(server, tenant, {
    title: evil,
    body: `# ${evil}\n\n${evil} [here](javascript:alert(3)) {{account_name}}`,
    items: [{ itemType: 'custom', description: evil, amount: '5' }],
  });
  const visitor = await signedIn(server, tenant.email);
  const base = `/app/contracts/${contract.contractId}`;
  const form = signForm(await visitor.get(`${base}/sign`));
  const pages = [await visitor.post(`${base}/sign`, { ...form, typed_name: evil, document_sha256: evil })];
  await visitor.post(`${base}/decline`, { ...form, reason: evil });
  for (const path of ['/app', '/app/contracts', '/app/billing', base, `${base}/versions/1`])
    pages.push(await visitor.get(path));
  await replaceVersion(contract.contractId);
  await readAndSign(visitor, `${base}/sign`, evil);
  for (const path of [base, `${base}/sign`, `${base}/signed`]) pages.push(await visitor.get(path));
  for (const { html } of pages) {
    expect(html).not.toMatch(/<img|<script>alert|href="javascript:/);
    expect(html).toContain('<!doctype html>');
  }
});
