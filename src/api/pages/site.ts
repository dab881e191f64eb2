import type { Seller } from '@prisma/client';
import type { Request, Response } from 'express';
import type { AppDeps } from '../../app-deps.js';
import type { Context } from '../../services/core/context.js';
import { getSeller } from '../../services/setup/get-seller.js';
import { permissionsOf } from '../../services/users/role-permissions.js';
import type { SignedInUser } from '../../services/users/signed-in-user.js';
import { anonymousContext, userContext } from '../auth.js';
import type { Limits } from '../limits.js';
import { takeFlashes } from './session.js';
import type { Views } from './views.js';

/** What every page is made with. */
export interface Site {
  deps: AppDeps;
  limits: Limits;
  views: Views;
}

const visitors = new WeakMap<Request, SignedInUser>();

/** The person signed in on this request, as the database has them now. */
export function visitorOf(req: Request): SignedInUser | null {
  return visitors.get(req) ?? null;
}

export function rememberVisitor(req: Request, user: SignedInUser): void {
  visitors.set(req, user);
}

export function forgetVisitor(req: Request): void {
  visitors.delete(req);
}

/** For pages behind requireVisitor. */
export function signedInVisitor(req: Request): SignedInUser {
  const visitor = visitorOf(req);
  if (visitor === null) throw new Error(`${req.path} was reached without requireVisitor`);
  return visitor;
}

export function contextOf(site: Site, req: Request): Context {
  const visitor = visitorOf(req);
  return visitor === null ? anonymousContext(site.deps, req) : userContext(site.deps, req, visitor);
}

/** Whether this visitor may confirm payments and choose plans; others are not offered what would be refused. */
export function mayPay(req: Request): boolean {
  return permissionsOf(signedInVisitor(req)).has('tenant.pay');
}

const sellers = new WeakMap<Request, Promise<Seller>>();

/** Read once per request. */
export function sellerOf(site: Site, req: Request): Promise<Seller> {
  const known = sellers.get(req) ?? getSeller(contextOf(site, req));
  sellers.set(req, known);
  return known;
}

/** The zone in which this visitor is shown dates: the account's own, else the seller's. */
export async function timeZoneOf(site: Site, req: Request): Promise<string> {
  return visitorOf(req)?.account.timeZone ?? (await sellerOf(site, req)).timeZone;
}

/** Renders a template of views/pages with what the layout shows on every page. */
export async function showPage(
  site: Site,
  req: Request,
  res: Response,
  page: string,
  data: object,
  status = 200,
): Promise<void> {
  const seller = await sellerOf(site, req);
  const html = site.views.render(`pages/${page}`, {
    ...layoutData(req),
    sellerName: seller.legalName,
    sellerEmail: seller.email,
    flashes: takeFlashes(req),
    ...data,
  });
  res.status(status).set('Cache-Control', 'no-store').type('html').send(html);
}

/** `also`: further addresses that belong to the entry. */
const NAVIGATION: { label: string; href: string; also?: string }[] = [
  { label: 'Overview', href: '/app' },
  { label: 'Contracts', href: '/app/contracts' },
  { label: 'Billing', href: '/app/billing', also: '/app/invoices' },
  { label: 'People', href: '/app/people' },
  { label: 'Credits', href: '/app/credits' },
  { label: 'Plan', href: '/app/plan' },
  { label: 'Profile', href: '/app/profile' },
];

function isCurrent({ href, also }: (typeof NAVIGATION)[number], path: string): boolean {
  if (path === href) return true;
  return href !== '/app' && [href, also].some((address) => address !== undefined && path.startsWith(`${address}/`));
}

/** Needs no database, so that the page about a database that is down can be drawn too. */
export function layoutData(req: Request): object {
  const visitor = visitorOf(req);
  if (visitor === null) return { viewer: null, flashes: [], sellerName: '', sellerEmail: '' };
  return {
    viewer: { email: visitor.email, fullName: visitor.fullName, accountName: visitor.account.name },
    navigation: NAVIGATION.map((entry) => ({ ...entry, current: isCurrent(entry, req.path) })),
    flashes: [],
    sellerName: '',
    sellerEmail: '',
  };
}
