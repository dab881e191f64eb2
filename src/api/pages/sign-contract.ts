import { type Request, type Response, Router } from 'express';
import { checkTenantAccess } from '../../services/access/check-tenant-access.js';
import type { ContractDetail, VersionView } from '../../services/contracts/contract-view.js';
import { declineVersion } from '../../services/contracts/decline-version.js';
import { getOwnContract } from '../../services/contracts/get-contract.js';
import { signVersion } from '../../services/contracts/sign-version.js';
import type { Refusal } from '../../services/core/errors.js';
import { permissionsOf } from '../../services/users/role-permissions.js';
import { callerKey } from '../limits.js';
import { contractDocument } from './contract-document.js';
import { contractHref, pdfHref } from './contract-href.js';
import { anchorsOf, errorLinks, type FieldDefinition, type FormErrors, type FormValues, fieldViews } from './form.js';
import { formatMoment } from './formats.js';
import { readValues } from './read-form.js';
import { newFormKey, sendOnce } from './send-once.js';
import { flash, sendTo, takeDraft } from './session.js';
import { openVersion, signerInTurn, signerItems, versionInForce } from './show-contract.js';
import { contextOf, type Site, sellerOf, showPage, signedInVisitor, timeZoneOf } from './site.js';
import { type Attempt, attempt, pathId, setRetryAfter } from './submission.js';

export function signContractPages(site: Site): Router {
  const router = Router();
  router.get('/app/contracts/:id/sign', async (req, res) => {
    const { typed_name = '' } = takeDraft(req, req.originalUrl) ?? {};
    await showForm(site, req, res, { values: { typed_name } });
  });
  router.post('/app/contracts/:id/sign', (req, res) => sign(site, req, res));
  router.get('/app/contracts/:id/decline', (req, res) =>
    res.redirect(303, `${contractHref(pathId(req))}/sign#decline`),
  );
  router.post('/app/contracts/:id/decline', (req, res) => decline(site, req, res));
  router.get('/app/contracts/:id/signed', (req, res) => showThanks(site, req, res));
  return router;
}

async function sign(site: Site, req: Request, res: Response): Promise<void> {
  const contractId = pathId(req);
  const values = await readValues(req);
  const thanks = `${contractHref(contractId)}/signed`;
  const result = await attemptLimited(site, req, () =>
    sendOnce(contextOf(site, req), `sign ${contractId}`, values, undefined, async (tx) => {
      await getOwnContract(tx, contractId);
      await signVersion(tx, {
        versionId: Number(values.version_id),
        documentSha256: values.document_sha256 ?? '',
        typedName: values.typed_name ?? '',
        consent: true,
        userAgent: req.get('user-agent') ?? '',
      });
      return thanks;
    }),
  );
  if (result.ok || result.code === 'already_signed') return sendTo(req, res, thanks);
  setRetryAfter(res, result);
  await showForm(site, req, res, { values, errors: result.errors, status: result.status });
}

async function decline(site: Site, req: Request, res: Response): Promise<void> {
  const contractId = pathId(req);
  const values = await readValues(req);
  const result = await attemptLimited(site, req, async () => {
    await getOwnContract(contextOf(site, req), contractId);
    await declineVersion(contextOf(site, req), { versionId: Number(values.version_id), reason: values.reason ?? '' });
  });
  if (result.ok) {
    flash(req, 'info', 'You declined this contract. Your reason was passed on.');
    return sendTo(req, res, contractHref(contractId));
  }
  setRetryAfter(res, result);
  await showForm(site, req, res, { values, declineErrors: result.errors, status: result.status });
}

function attemptLimited<T>(site: Site, req: Request, work: () => Promise<T>): Promise<Attempt<T>> {
  return attempt(async () => {
    await site.limits.other.consume(callerKey(req, contextOf(site, req).actor));
    return work();
  });
}

const FIELDS = {
  typedName: {
    name: 'typed_name',
    label: 'Type your full name',
    required: true,
    autocomplete: 'name',
    maxLength: 255,
  },
  reason: { name: 'reason', label: 'Reason', kind: 'textarea', required: true, maxLength: 500 },
} as const satisfies Record<string, FieldDefinition>;

interface Shown {
  values: FormValues;
  errors?: FormErrors;
  declineErrors?: FormErrors;
  status?: number;
}

/** The text as it will be with the form below it, or the sentence that says who signs instead. */
async function showForm(site: Site, req: Request, res: Response, shown: Shown): Promise<void> {
  const contract = await getOwnContract(contextOf(site, req), pathId(req));
  const version = openVersion(contract);
  if (version === null || version.content === null) {
    if (shown.status !== undefined) flash(req, 'info', sentences(shown));
    return sendTo(req, res, contractHref(contract.id));
  }
  const zone = await timeZoneOf(site, req);
  const notice = whyNot(site, req, version, zone);
  const isAnother = shown.values.version_id !== undefined && Number(shown.values.version_id) !== version.id;
  const changed = isAnother || shown.values.document_sha256 !== (version.documentSha256 ?? undefined);
  const hasChanged = shown.status !== undefined && shown.values.document_sha256 !== undefined && changed;
  await showPage(
    site,
    req,
    res,
    'contract-sign',
    {
      contract: { title: contract.title, number: contract.number, href: contractHref(contract.id) },
      changed: hasChanged
        ? `Since you opened it, version ${version.number} has taken its place. Nothing was signed. Please read it again.`
        : null,
      notice,
      signers: signerItems(version, version.content, zone),
      document: contractDocument(version.content),
      ...(notice === null ? formView(req, contract, version, hasChanged ? anew(shown) : shown) : NO_FORM),
    },
    shown.status ?? 200,
  );
}

const NO_FORM = { form: null, errors: [] };

/** What was wrong with the form that was sent says nothing about the new text. */
function anew({ values: { typed_name = '' } }: Shown): Shown {
  return { values: { typed_name } };
}

function sentences({ errors, declineErrors }: Shown): string {
  return [...(errors ?? declineErrors ?? new Map()).values()].join(' ');
}

function formView(
  req: Request,
  contract: ContractDetail,
  version: VersionView,
  { values, errors = new Map(), declineErrors = new Map() }: Shown,
): object {
  const fields = fieldViews(FIELDS, values, new Map([...errors, ...declineErrors]));
  return {
    errors: errorLinks(new Map([...errors, ...declineErrors]), anchorsOf(fields)),
    form: {
      action: `${contractHref(contract.id)}/sign`,
      declineAction: `${contractHref(contract.id)}/decline`,
      userId: signedInVisitor(req).id,
      formKey: newFormKey(),
      versionId: version.id,
      documentSha256: version.documentSha256,
      consent: version.content?.consent,
      declining: declineErrors.size > 0,
      fields,
    },
  };
}

interface Notice {
  tone: string;
  icon: string;
  heading: string;
  text: string;
}

/** Why this person does not sign now, and who does; null when it is for them to sign. */
function whyNot(site: Site, req: Request, version: VersionView, zone: string): Notice | null {
  const me = version.signers.find(({ isMe }) => isMe);
  const inTurn = signerInTurn(version)?.name ?? '';
  const info = { tone: 'info', icon: 'info' };
  const warning = { tone: 'warning', icon: 'triangle-alert' };
  if (me === undefined) {
    const names = version.signers.filter(({ party }) => party === 'account').map(({ name }) => name);
    return { ...info, heading: 'You can read it, others sign it', text: `To be signed by ${listed(names)}` };
  }
  if (me.signedAt !== null) {
    const heading = `You signed it on ${formatMoment(me.signedAt, zone)}`;
    return { tone: 'success', icon: 'circle-check', heading, text: `Whose turn it is now: ${inTurn}` };
  }
  const refusal = whyRefused(site, req);
  if (refusal !== null) {
    return { ...warning, heading: 'You can read it, but not sign it now', text: refusal.message };
  }
  if (me.turn) return null;
  return { ...info, icon: 'hourglass', heading: `${inTurn} signs first`, text: 'You get a mail when it is your turn.' };
}

/** The account's state or the person's rights, as the sentence that says what would have to change. */
function whyRefused(site: Site, req: Request): Refusal | null {
  const visitor = signedInVisitor(req);
  const account = { status: visitor.account.status, plan: visitor.account.subscription?.plan ?? null };
  const asking = { permissions: permissionsOf(visitor), account };
  return checkTenantAccess(asking, SIGNING, site.deps.installation.baseUrl);
}

const SIGNING = { permission: 'tenant.sign_contracts', capability: 'app' } as const;

function listed(names: string[]): string {
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(names);
}

async function showThanks(site: Site, req: Request, res: Response): Promise<void> {
  const contract = await getOwnContract(contextOf(site, req), pathId(req));
  const version = contract.versions.find(({ signers }) =>
    signers.some(({ isMe, signedAt }) => isMe && signedAt !== null),
  );
  const signedAt = version?.signers.find(({ isMe }) => isMe)?.signedAt ?? null;
  if (version === undefined || signedAt === null) return sendTo(req, res, contractHref(contract.id));
  const { legalName } = await sellerOf(site, req);
  const isComplete = version.status === 'signed';
  await showPage(site, req, res, 'contract-signed', {
    contract: { title: contract.title, number: contract.number },
    signedAt: formatMoment(signedAt, await timeZoneOf(site, req)),
    next: isComplete ? COMPLETE : stillToCome(version, legalName),
    actions: [
      ...(isComplete && version.id === versionInForce(contract)?.id && version.document !== null
        ? [{ href: pdfHref(contract.id, version), label: 'Download the signed PDF', icon: 'download' }]
        : []),
      { href: contractHref(contract.id), label: 'To the contract', icon: 'file-text', style: 'secondary' },
    ],
  });
}

const COMPLETE = [
  'Everybody has signed. The contract is in force.',
  'The signed PDF is ready for you here, and a mail leads everybody who signed to it.',
  'Invoices come by mail on the days of the schedule. You see them all under Billing.',
];

function stillToCome({ signers }: VersionView, seller: string): string[] {
  const waiting = signers.filter(({ signedAt }) => signedAt === null);
  return [
    ...waiting.map(({ name, party }) => (party === 'seller' ? `${name} of ${seller} countersigns.` : `${name} signs.`)),
    'Once everybody has signed, you get a mail that leads to the signed PDF.',
  ];
}
