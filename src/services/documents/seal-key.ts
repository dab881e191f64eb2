import type { Installation } from '../core/context.js';
import { newSealKey, type SealKey } from './new-seal-key.js';

type Keeper = Pick<Installation, 'prisma' | 'secrets' | 'baseUrl'>;

/** The installation's one key, made at first use. Of two processes that make it at once both use the one that was kept. */
export async function getSealKey(keeper: Keeper): Promise<SealKey> {
  return (await keptKey(keeper)) ?? makeKey(keeper);
}

async function keptKey({ prisma, secrets }: Keeper): Promise<SealKey | null> {
  const kept = await prisma.sealKey.findUnique({ where: { id: 1 } });
  return kept === null ? null : { certificate: kept.certificate, privateKey: secrets.open(kept.privateKey) };
}

async function makeKey(keeper: Keeper): Promise<SealKey> {
  const { certificate, privateKey } = await newSealKey(new URL(keeper.baseUrl).hostname);
  await keeper.prisma.sealKey.createMany({
    data: [{ id: 1, certificate, privateKey: keeper.secrets.seal(privateKey) }],
    skipDuplicates: true,
  });
  const kept = await keptKey(keeper);
  if (kept === null) throw new Error('the key that seals PDFs was not kept');
  return kept;
}
