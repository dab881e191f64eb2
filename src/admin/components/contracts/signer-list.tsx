import type { ContractPage } from '../../operations/contract-page.js';
import { formatTime } from '../format.js';
import { Badge } from '../ui/badge.js';

type Version = ContractPage['versions'][number];

/** Who signs, in order; who has, and whose turn it is. */
export function SignerList({ version }: { version: Version }) {
  return (
    <section className="cs-card" aria-label="Signers">
      <h2>Signers</h2>
      {version.signers.length === 0 ? (
        <p className="cs-muted">Nobody is named yet.</p>
      ) : (
        <ol className="cs-signers">
          {version.signers.map((signer) => (
            <li key={signer.id}>
              <span className="cs-signer-name">
                <span dir="auto">{signer.name}</span>
                {signer.party === 'seller' && ' (for us)'}
                <span className="cs-muted cs-block">
                  {signer.signedAt === null ? (
                    signer.email
                  ) : (
                    <>
                      Signed {formatTime(signer.signedAt)} as “<bdi>{signer.typedName ?? ''}</bdi>”
                    </>
                  )}
                </span>
              </span>
              <State signer={signer} version={version} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function State({ signer, version }: { signer: Version['signers'][number]; version: Version }) {
  if (signer.signedAt !== null) return <Badge tone="success">Signed</Badge>;
  if (signer.turn) return <Badge tone="warning">{signer.isMe ? 'Your turn' : 'To sign now'}</Badge>;
  return version.status === 'sent' ? <Badge tone="neutral">Later</Badge> : null;
}
