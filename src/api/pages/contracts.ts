import { type Request, type Response, Router } from 'express';
import type { ContractDetail, VersionView } from '../../services/contracts/contract-view.js';
import { getOwnContract } from '../../services/contracts/get-contract.js';
import { listOwnContracts } from '../../services/contracts/list-contracts.js';
import { contractDocument } from './contract-document.js';
import { contractHref, pdfHref, versionHref } from './contract-href.js';
import { formatDate } from './formats.js';
import {
  contractBadge,
  contractRow,
  glance,
  openVersion,
  signerInTurn,
  signerItems,
  versionBadge,
  versionInForce,
  versionNumbered,
  versionWords,
} from './show-contract.js';
import { contextOf, type Site, showPage, timeZoneOf } from './site.js';
import { pathId, queryCursor } from './submission.js';

const SHOWN = 25;

export function contractPages(site: Site): Router {
  const router = Router();
  router.get('/app/contracts', (req, res) => showList(site, req, res));
  router.get('/app/contracts/:id', (req, res) => showContract(site, req, res));
  router.get('/app/contracts/:id/versions/:number', (req, res) => showVersion(site, req, res));
  return router;
}

async function showList(site: Site, req: Request, res: Response): Promise<void> {
  const page = await listOwnContracts(contextOf(site, req), { limit: SHOWN, ...queryCursor(req, 'before') });
  await showPage(site, req, res, 'contracts', {
    contracts: page.rows.map(contractRow),
    olderHref: page.nextCursor === null ? null : `/app/contracts?before=${page.nextCursor}`,
  });
}

async function showContract(site: Site, req: Request, res: Response): Promise<void> {
  const contract = await getOwnContract(contextOf(site, req), pathId(req));
  const zone = await timeZoneOf(site, req);
  const shown = shownVersion(contract);
  await showPage(site, req, res, 'contract', {
    back: { href: '/app/contracts', label: 'Contracts' },
    ...versionPage(contract, shown, zone),
    contract: { title: contract.title, number: contract.number, badge: contractBadge(contract) },
    actions: actions(contract),
    banners: banners(contract, shown, zone),
    versions: contract.versions.map((version) => versionItem(contract, version, version.id === shown?.id, zone)),
  });
}

/** What the page shows at length: what is in force, else what waits, else the last that was sent. */
function shownVersion(contract: ContractDetail): VersionView | null {
  return versionInForce(contract) ?? openVersion(contract) ?? contract.versions[0] ?? null;
}

function versionPage(contract: ContractDetail, version: VersionView | null, zone: string): object {
  const content = version?.content ?? null;
  return {
    facts: glance(contract, content),
    signers: version === null || content === null ? [] : signerItems(version, content, zone),
    document: content === null ? null : contractDocument(content),
    noDocument: 'The text of this contract is being prepared. You are told by mail when it can be signed.',
  };
}

interface Action {
  href: string;
  label: string;
  icon: string;
  style?: string;
}

function actions(contract: ContractDetail): Action[] {
  const inForce = versionInForce(contract);
  const download = inForce === null || inForce.document === null ? null : pdfHref(contract.id, inForce);
  return [
    ...(download === null ? [] : [{ href: download, label: 'Download PDF', icon: 'download', style: 'secondary' }]),
    ...(contract.mySignatureWaits
      ? [{ href: `${contractHref(contract.id)}/sign`, label: 'Read and sign', icon: 'signature' }]
      : []),
  ];
}

interface Banner {
  tone: string;
  icon: string;
  heading: string;
  text: string;
  action?: { href: string; label: string };
}

function banners(contract: ContractDetail, shown: VersionView | null, zone: string): Banner[] {
  if (contract.status === 'terminated') {
    return [{ tone: 'neutral', icon: 'ban', heading: 'This contract has ended', text: contract.terminationReason }];
  }
  const open = openVersion(contract);
  if (open !== null) return [waitingBanner(contract, open, shown)];
  if (shown?.status !== 'declined') return [];
  const heading = `Declined by ${shown.declinedByName} on ${formatDate(shown.declinedAt, zone)}`;
  return [{ tone: 'danger', icon: 'circle-x', heading, text: shown.declineReason }];
}

function waitingBanner(contract: ContractDetail, open: VersionView, shown: VersionView | null): Banner {
  const isShown = open.id === shown?.id;
  const what = isShown ? 'This contract' : `A changed text, version ${open.number},`;
  if (contract.mySignatureWaits) {
    const text = 'Read it to the end, then type your name to sign it.';
    return { tone: 'warning', icon: 'pen-line', heading: `${what} waits for your signature`, text };
  }
  const signer = signerInTurn(open);
  return {
    tone: 'info',
    icon: 'hourglass',
    heading: `${what} is being signed`,
    text: signer === null ? '' : `Whose turn it is: ${signer.name}`,
    ...(isShown ? {} : { action: { href: versionHref(contract.id, open.number), label: 'Read it' } }),
  };
}

function versionItem(contract: ContractDetail, version: VersionView, current: boolean, zone: string): object {
  const isInForce = version.id === versionInForce(contract)?.id;
  return {
    number: version.number,
    current,
    href: current || version.content === null ? null : versionHref(contract.id, version.number),
    badge: versionBadge(version, isInForce),
    words: versionWords(version, zone),
    reason: version.declineReason,
    pdfHref: version.document === null ? null : pdfHref(contract.id, version),
  };
}

async function showVersion(site: Site, req: Request, res: Response): Promise<void> {
  const contract = await getOwnContract(contextOf(site, req), pathId(req));
  const zone = await timeZoneOf(site, req);
  const version = versionNumbered(contract, req.params.number);
  const isInForce = version.id === versionInForce(contract)?.id;
  const mayBeSigned = version.status === 'sent' && contract.mySignatureWaits;
  await showPage(site, req, res, 'contract', {
    back: { href: contractHref(contract.id), label: `Contract ${contract.number}` },
    ...versionPage(contract, version, zone),
    contract: {
      title: version.content?.contract.title ?? contract.title,
      number: `${contract.number}, version ${version.number}`,
      badge: versionBadge(version, isInForce),
    },
    facts: versionFacts(version, zone),
    actions: [
      ...(version.document === null
        ? []
        : [{ href: pdfHref(contract.id, version), label: 'Download PDF', icon: 'download', style: 'secondary' }]),
      ...(mayBeSigned ? [{ href: `${contractHref(contract.id)}/sign`, label: 'Sign', icon: 'signature' }] : []),
    ],
    banners: isInForce || version.status === 'sent' ? [] : [pastBanner(version, zone)],
    versions: [],
  });
}

function versionFacts(version: VersionView, zone: string): { label: string; value: string }[] {
  const facts = [
    { label: 'Sent', value: formatDate(version.sentAt, zone) },
    { label: 'Signed', value: formatDate(version.signedAt, zone) },
    { label: 'Declined', value: formatDate(version.declinedAt, zone) },
    { label: 'Replaced', value: formatDate(version.supersededAt, zone) },
    { label: 'Fingerprint', value: version.documentSha256?.slice(0, 16) ?? '' },
  ];
  return facts.filter(({ value }) => value !== '');
}

function pastBanner(version: VersionView, zone: string): Banner {
  if (version.status === 'declined') {
    const heading = `This version was declined by ${version.declinedByName} on ${formatDate(version.declinedAt, zone)}`;
    return { tone: 'danger', icon: 'circle-x', heading, text: version.declineReason };
  }
  const text = 'It stays readable as it was.';
  const heading = version.status === 'signed' ? 'A newer version is in force' : 'This version was replaced';
  return { tone: 'neutral', icon: 'history', heading, text };
}
