import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../core/calendar.js';
import { clip } from '../core/clip.js';
import type { Installation } from '../core/context.js';
import { claimDocument, giveUpAbandoned, MAX_ATTEMPTS, markFailed } from './document-queue.js';
import { makeDocument } from './make-document.js';

interface MakingDeps {
  installation: Installation;
  clock: Clock;
}

/** While one file is written and marked, the next one is drawn. */
const LANES = 2;
const SHUTDOWN_MS = 5_000;

/** Makes the queued documents, each once, however many workers share the queue. */
export class DocumentMaking {
  private running: Promise<void> | null = null;
  private again = false;
  private stopping = false;

  constructor(private readonly deps: MakingDeps) {}

  /** Makes all that is due; called while it runs, it looks once more before it ends. */
  makeDue(): Promise<void> {
    this.again = true;
    this.running ??= this.run().finally(() => {
      this.running = null;
      if (this.again && !this.stopping) void this.makeDue().catch(() => undefined);
    });
    return this.running;
  }

  /** No new document; waits for those being made. What is cut off is made by another worker when its lease is over. */
  async stop(): Promise<void> {
    this.stopping = true;
    const ended = this.running?.catch(() => undefined) ?? Promise.resolve();
    await Promise.race([ended, sleep(SHUTDOWN_MS, undefined, { ref: false })]);
  }

  private async run(): Promise<void> {
    while (this.again && !this.stopping) {
      this.again = false;
      await giveUpAbandoned(this.deps.installation.prisma, this.deps.clock.now());
      const lanes = await Promise.allSettled(Array.from({ length: LANES }, () => this.workThrough()));
      for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason;
    }
  }

  private async workThrough(): Promise<void> {
    const { installation, clock } = this.deps;
    while (!this.stopping) {
      const document = await claimDocument(installation.prisma, clock.now());
      if (document === null) return;
      try {
        await makeDocument(installation, document, clock.now());
      } catch (error) {
        const details = { err: error, documentId: document.id, attempt: document.attempts };
        installation.logger.warn(details, 'a document could not be made');
        if (this.stopping && document.attempts < MAX_ATTEMPTS) return;
        await markFailed(installation.prisma, document, reasonOf(error), clock.now());
      }
    }
  }
}

function reasonOf(error: unknown): string {
  return clip(error instanceof Error ? error.message : String(error), 500);
}
