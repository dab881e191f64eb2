import type { Request } from 'express';
import { checkTenantAccess } from '../../services/access/check-tenant-access.js';
import type { VersionView } from '../../services/contracts/contract-view.js';
import type { Refusal } from '../../services/core/errors.js';
import { permissionsOf } from '../../services/users/role-permissions.js';
import { formatMoment } from './formats.js';
import { signerInTurn } from './show-contract.js';
import { type Site, signedInVisitor } from './site.js';

interface Notice {
  tone: string;
  icon: string;
  heading: string;
  text: string;
}

/** Why this person does not sign now, and who does; null when it is for them to sign. */
export function whyNot(site: Site, req: Request, version: VersionView, zone: string): Notice | null {
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
