import type { Request, Response } from 'express';
import type { VersionView } from '../../services/contracts/contract-view.js';
import { getOwnContract } from '../../services/contracts/get-contract.js';
import { contractHref, pdfHref } from './contract-href.js';
import { formatMoment } from './formats.js';
import { sendTo } from './session.js';
import { versionInForce } from './show-contract.js';
import { contextOf, type Site, sellerOf, showPage, timeZoneOf } from './site.js';
import { pathId } from './submission.js';

/** The thank-you: what was signed, and what happens next. */
export async function showThanks(site: Site, req: Request, res: Response): Promise<void> {
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
