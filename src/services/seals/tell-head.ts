import type { Context, Installation } from '../core/context.js';

export interface Head {
  seal: number;
  hash: string;
  sealedAt: Date;
}

/** The last seal: its hash stands for everything that was sealed before it. */
export async function getHead({ prisma }: Pick<Installation, 'prisma'>): Promise<Head | null> {
  const head = await prisma.seal.findFirst({
    orderBy: { id: 'desc' },
    select: { id: true, hash: true, createdAt: true },
  });
  return head === null ? null : { seal: head.id, hash: head.hash, sealedAt: head.createdAt };
}

/** Writes the head to the log, which leaves the machine by another way than the database: who rewrites the chain cannot rewrite that. */
export async function tellHead({ installation }: Context): Promise<number> {
  const head = await getHead(installation);
  if (head === null) return 0;
  installation.logger.info(
    head,
    'the head of the seals; keep it: npm run verify -- --seal <number>:<hash> compares it',
  );
  return 1;
}
