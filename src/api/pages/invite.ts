import { type Request, type Response, Router } from 'express';
import { fieldRefusal } from '../../services/core/errors.js';
import { inviteUser } from '../../services/users/invite-user.js';
import { callerKey } from '../limits.js';
import { anchorsOf, errorLinks, type FieldDefinition, type FormErrors, type FormValues, fieldViews } from './form.js';
import { readValues } from './read-form.js';
import { ROLE_ANCHORS, rightsIn, roleFields, roleOf } from './role-form.js';
import { newFormKey, sendOnce } from './send-once.js';
import { flash, sendTo, takeDraft } from './session.js';
import { contextOf, type Site, showPage, signedInVisitor } from './site.js';
import { attempt, setRetryAfter } from './submission.js';

const PATH = '/app/people/invite';
const OFFERED = ['admin', 'billing', 'viewer'] as const;

const FIELDS = {
  email: {
    name: 'email',
    label: 'E-mail address',
    kind: 'email',
    required: true,
    hint: 'We send a link to this address. It works for seven days.',
    autocomplete: 'off',
    maxLength: 254,
  },
} as const satisfies Record<string, FieldDefinition>;

export function invitePages(site: Site): Router {
  const router = Router();
  router.get(PATH, (req, res) => showForm(site, req, res, takeDraft(req, PATH) ?? {}, new Map()));
  router.post(PATH, (req, res) => submit(site, req, res));
  return router;
}

async function submit(site: Site, req: Request, res: Response): Promise<void> {
  const values = await readValues(req);
  const ctx = contextOf(site, req);
  const result = await attempt(async () => {
    await site.limits.invite.consume(callerKey(req, ctx.actor));
    const role = roleOf(values, OFFERED);
    if (role === undefined) throw fieldRefusal('role', 'invalid_input', 'Please choose a role.');
    const input = { email: values.email ?? '', role, ...rightsIn(values) };
    return sendOnce(ctx, 'invite', values, undefined, async (tx) => {
      await inviteUser(tx, input);
      return '/app/people#invitations';
    });
  });
  if (!result.ok) {
    setRetryAfter(res, result);
    return showForm(site, req, res, values, result.errors, result.status);
  }
  flash(req, 'success', `The invitation is on its way to ${(values.email ?? '').trim().toLowerCase()}.`);
  await sendTo(req, res, result.value);
}

async function showForm(
  site: Site,
  req: Request,
  res: Response,
  values: FormValues,
  errors: FormErrors,
  status = 200,
): Promise<void> {
  const visitor = signedInVisitor(req);
  const fields = fieldViews(FIELDS, values, errors);
  const data = {
    userId: visitor.id,
    formKey: newFormKey(),
    fields,
    ...roleFields(values, errors, { offered: OFFERED, mine: visitor }),
    errors: errorLinks(errors, { ...anchorsOf(fields), ...ROLE_ANCHORS }),
  };
  await showPage(site, req, res, 'invite', data, status);
}
