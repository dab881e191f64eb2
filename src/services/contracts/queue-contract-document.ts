import type { TxContext } from '../core/context.js';
import type { ContractPdf } from '../core/pdf.js';
import { queueDocument } from '../documents/queue-document.js';
import { contentFrom } from './canonical.js';
import type { WholeVersion } from './lock-contract.js';

/** Freezes what the PDF of a signed version prints: the canonical content, the signatures, the certificate's events. */
export async function queueContractDocument(ctx: TxContext, version: WholeVersion): Promise<void> {
  const { canonicalText, documentSha256, sentAt } = version;
  if (canonicalText === null || documentSha256 === null || sentAt === null)
    throw new Error('signed without being sent');
  const account = await ctx.db.account.findUniqueOrThrow({ where: { id: version.accountId } });
  const seller = await ctx.db.seller.findUniqueOrThrow({ where: { id: 1 } });
  const signatures = version.signers.flatMap(({ party, name, email, signature }) =>
    signature === null
      ? []
      : [
          {
            party,
            name,
            email,
            typedName: signature.typedName,
            signedAt: signature.signedAt.toISOString(),
            ipAddress: signature.ipAddress,
            userAgent: signature.userAgent,
          },
        ],
  );
  const nobody = { who: '', ipAddress: '', userAgent: '' };
  const data: ContractPdf = {
    content: contentFrom(canonicalText),
    documentSha256,
    timeZone: account.timeZone ?? seller.timeZone,
    signatures,
    events: [
      { what: 'sent', at: sentAt.toISOString(), ...nobody, who: seller.legalName },
      ...signatures.map(({ party, name, email, signedAt, ipAddress, userAgent }) => ({
        what: party === 'seller' ? ('countersigned' as const) : ('signed' as const),
        at: signedAt,
        who: `${name} <${email}>`,
        ipAddress,
        userAgent,
      })),
      { what: 'completed', at: ctx.now.toISOString(), ...nobody },
    ],
    verifyUrl: `${ctx.installation.baseUrl}/verify`,
  };
  await queueDocument(ctx, [{ kind: 'contract', accountId: version.accountId, contractVersionId: version.id, data }]);
}
