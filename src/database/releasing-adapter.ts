import { PrismaPg } from '@prisma/adapter-pg';

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;
type Transaction = Awaited<ReturnType<Adapter['startTransaction']>>;

/**
 * Prisma's adapter forgets to give a connection back when COMMIT or ROLLBACK itself fails: the server restarted, or a
 * deferred constraint refused the commit. A few of those and the pool is empty for good. Here it always goes back.
 */
export class ReleasingPrismaPg extends PrismaPg {
  override async connect(): Promise<Adapter> {
    const adapter = await super.connect();
    const start = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = async (isolationLevel) => alwaysReleased(await start(isolationLevel));
    return adapter;
  }
}

function alwaysReleased(transaction: Transaction): Transaction {
  const releaseAfterCommit = transaction.commit.bind(transaction);
  const releaseAfterRollback = transaction.rollback.bind(transaction);
  const send = (sql: 'COMMIT' | 'ROLLBACK') => transaction.executeRaw({ sql, args: [], argTypes: [] });
  // A phantom query: Prisma leaves COMMIT and ROLLBACK to these two methods instead of sending them itself.
  transaction.options.usePhantomQuery = true;
  transaction.commit = async () => {
    try {
      await send('COMMIT');
    } finally {
      await releaseAfterCommit();
    }
  };
  // A living server refuses no ROLLBACK, and rolls back by itself what a dead connection had open: there is nothing to
  // tell. Prisma's timer, which rolls back what took too long, would let it end the process.
  transaction.rollback = async () => {
    await send('ROLLBACK').catch(() => undefined);
    await releaseAfterRollback();
  };
  return transaction;
}
