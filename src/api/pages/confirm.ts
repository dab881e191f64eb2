import { type Request, type Response, Router } from 'express';
import { fieldRefusal } from '../../services/core/errors.js';
import { getOwnInvoice, type OwnInvoice } from '../../services/invoices/get-invoice.js';
import { submitConfirmation } from '../../services/payments/confirm-payment.js';
import { storeProof } from '../../services/payments/proof-file.js';
import { callerKey } from '../limits.js';
import { chosenMethod, methodCards } from './billing-form.js';
import { anchorsOf, errorLinks, type FieldDefinition, type FormErrors, type FormValues, fieldViews } from './form.js';
import { formatDate } from './formats.js';
import { readForm, type SentForm } from './read-form.js';
import { newFormKey, sendOnce } from './send-once.js';
import { flash, sendTo, takeDraft } from './session.js';
import { invoiceHref, total } from './show-invoice.js';
import { contextOf, type Site, showPage, signedInVisitor, timeZoneOf } from './site.js';
import { attempt, pathId, setRetryAfter } from './submission.js';

const METHODS_ID = 'methods';
const PROOF_ID = 'proof';

export function confirmPages(site: Site): Router {
  const router = Router();
  router.get('/app/invoices/:id/confirm', async (req, res) => {
    const invoice = await payableInvoice(site, req, res);
    if (invoice === null) return;
    await showForm(site, req, res, invoice, takeDraft(req, req.originalUrl) ?? {}, new Map());
  });
  router.post('/app/invoices/:id/confirm', (req, res) => submit(site, req, res));
  return router;
}

/** The invoice, unless there is nothing to confirm: then its own page says why. */
async function payableInvoice(site: Site, req: Request, res: Response): Promise<OwnInvoice | null> {
  const invoice = await getOwnInvoice(contextOf(site, req), pathId(req));
  if (invoice.status === 'pending' && invoice.pendingPaymentId === null) return invoice;
  await sendTo(req, res, invoiceHref(invoice.id));
  return null;
}

async function submit(site: Site, req: Request, res: Response): Promise<void> {
  const form = await readForm(req);
  const invoiceId = pathId(req);
  const result = await attempt(() => confirm(site, req, invoiceId, form));
  if (result.ok) {
    flash(req, 'success', 'Payment confirmation submitted for review. You will be notified once approved.');
    return sendTo(req, res, result.value);
  }
  setRetryAfter(res, result);
  if (result.code === 'confirmation_pending' || result.code === 'invoice_not_payable') {
    flash(req, 'info', result.errors.get('') ?? 'This invoice cannot be confirmed now.');
    return sendTo(req, res, invoiceHref(invoiceId));
  }
  const invoice = await getOwnInvoice(contextOf(site, req), invoiceId);
  const hadFile = form.files.proof !== undefined || result.errors.has('proof');
  await showForm(site, req, res, invoice, form.values, result.errors, { status: result.status, hadFile });
}

async function confirm(
  site: Site,
  req: Request,
  invoiceId: number,
  { values, files, tooLarge }: SentForm,
): Promise<string> {
  const ctx = contextOf(site, req);
  await site.limits.confirm.consume(callerKey(req, ctx.actor));
  if (tooLarge !== null) throw tooLarge;
  // Another account's invoice must not cost a stored file.
  await getOwnInvoice(ctx, invoiceId);
  const paymentMethod = chosenMethod(values);
  if (paymentMethod === undefined) throw fieldRefusal('payment_method', 'invalid_input', 'Please choose how you paid.');
  const input = {
    invoiceId,
    paymentMethod,
    manualReference: values.manual_reference ?? '',
    manualNotes: values.manual_notes ?? '',
    amount: (values.amount ?? '').replace(/,/g, ''),
    payerName: values.payer_name ?? '',
  };
  const proof = files.proof === undefined ? {} : { proof: await storeProof(ctx, files.proof) };
  return sendOnce(ctx, `confirm ${invoiceId}`, values, files.proof?.bytes, async (tx) => {
    await submitConfirmation(tx, { ...input, ...proof });
    return invoiceHref(invoiceId);
  });
}

function fieldsFor(currency: string) {
  return {
    reference: {
      name: 'manual_reference',
      label: 'Reference of the transfer',
      required: true,
      hint: 'The number your bank or wallet gave the transfer, for example BT-20251208-12345.',
      maxLength: 255,
    },
    amount: { name: 'amount', label: 'Amount', required: true, suffix: currency, inputMode: 'decimal' },
    payerName: { name: 'payer_name', label: 'Name of the payer', autocomplete: 'name', maxLength: 255 },
    notes: {
      name: 'manual_notes',
      label: 'Notes',
      kind: 'textarea',
      hint: 'For example the bank and the day of the transfer.',
      maxLength: 2000,
    },
  } as const satisfies Record<string, FieldDefinition>;
}

interface FormState {
  status: number;
  hadFile: boolean;
}

async function showForm(
  site: Site,
  req: Request,
  res: Response,
  invoice: OwnInvoice,
  values: FormValues,
  errors: FormErrors,
  { status, hadFile }: FormState = { status: 200, hadFile: false },
): Promise<void> {
  const zone = await timeZoneOf(site, req);
  const fields = fieldViews(fieldsFor(invoice.currency), { amount: invoice.total, ...values }, errors);
  const anchors = { payment_method: METHODS_ID, ...anchorsOf(fields), proof: PROOF_ID };
  const href = invoiceHref(invoice.id);
  await showPage(
    site,
    req,
    res,
    'confirm',
    {
      invoice: { number: invoice.number, href, total: total(invoice), dueAt: formatDate(invoice.dueAt, zone) },
      action: `${href}/confirm`,
      userId: signedInVisitor(req).id,
      formKey: newFormKey(),
      errors: errorLinks(errors, anchors),
      fields,
      methods: {
        id: METHODS_ID,
        choices: methodCards(invoice.methods, values.payment_method ?? ''),
        error: errors.get('payment_method'),
      },
      proof: proofView(errors.get('proof'), hadFile),
    },
    status,
  );
}

/** Browsers never send a file back into a form. */
function proofView(error: string | undefined, hadFile: boolean): object {
  const hint = hadFile
    ? 'Please choose the file again: browsers do not keep it.'
    : 'PDF, JPEG, PNG or WebP, at most 10 MB. It helps us find your transfer.';
  return { id: PROOF_ID, hint, error };
}
