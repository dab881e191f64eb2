import { type Request, type Response, Router } from 'express';
import type { ContractDetail, VersionView } from '../../services/contracts/contract-view.js';
import { declineVersion } from '../../services/contracts/decline-version.js';
import { getOwnContract } from '../../services/contracts/get-contract.js';
import { signVersion } from '../../services/contracts/sign-version.js';
import { callerKey } from '../limits.js';
import { contractDocument } from './contract-document.js';
import { contractHref } from './contract-href.js';
import { showThanks } from './contract-signed.js';
import { anchorsOf, errorLinks, type FieldDefinition, type FormErrors, type FormValues, fieldViews } from './form.js';
import { readValues } from './read-form.js';
import { newFormKey, sendOnce } from './send-once.js';
import { flash, sendTo, takeDraft } from './session.js';
import { openVersion, signerItems } from './show-contract.js';
import { contextOf, type Site, showPage, signedInVisitor, timeZoneOf } from './site.js';
import { type Attempt, attempt, pathId, setRetryAfter } from './submission.js';
import { whyNot } from './why-not-sign.js';

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
  const changed = hasChanged(shown, version);
  await showPage(
    site,
    req,
    res,
    'contract-sign',
    {
      contract: { title: contract.title, number: contract.number, href: contractHref(contract.id) },
      changed: changed
        ? `Since you opened it, version ${version.number} has taken its place. Nothing was signed. Please read it again.`
        : null,
      notice,
      signers: signerItems(version, version.content, zone),
      document: contractDocument(version.content),
      ...(notice === null ? formView(req, contract, version, changed ? anew(shown) : shown) : NO_FORM),
    },
    shown.status ?? 200,
  );
}

const NO_FORM = { form: null, errors: [] };

/** What was sent is not the text that waits now. */
function hasChanged({ values, status }: Shown, version: VersionView): boolean {
  if (status === undefined || values.document_sha256 === undefined) return false;
  return Number(values.version_id) !== version.id || values.document_sha256 !== version.documentSha256;
}

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
