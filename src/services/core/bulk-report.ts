import { actingStaff, type Context } from './context.js';
import { inTransaction } from './db.js';
import { Refusal } from './errors.js';
import type { Outcome } from './outcome.js';

interface BulkRun {
  action: string;
  /** The outcome of what went well. */
  success: Outcome['outcome'];
  requested: number;
}

/**
 * What a bulk run did, kept for everybody: from its first chunk on how far it is, at its end what became of each id.
 * The report is bookkeeping of decisions that are audited already.
 */
export class BulkReport {
  private readonly outcomes: Outcome[] = [];
  private runId: number | null = null;
  private writing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly ctx: Context,
    private readonly run: BulkRun,
  ) {}

  /** A chunk is done and more are to come. Bookkeeping never stops the work. */
  async soFar(outcomes: Outcome[]): Promise<void> {
    this.outcomes.push(...outcomes);
    this.writing = this.writing.then(() => this.write([], null)).catch((error: unknown) => this.notKept(error));
    await this.writing;
  }

  /** Answers the id of the run, whose report is complete now. */
  async finish(report: Outcome[], counts: Record<string, number>): Promise<number> {
    await this.writing;
    try {
      return await this.write(report, counts);
    } catch (error) {
      const done = counts[this.run.success] ?? 0;
      if (done === 0 || !(error instanceof Refusal)) throw error;
      throw reportLost(done, this.run, error);
    }
  }

  private async write(report: Outcome[], final: Record<string, number> | null): Promise<number> {
    const { ctx, run } = this;
    const counts = final ?? countOutcomes(this.outcomes, run.success);
    const kept = await inTransaction(ctx, async (tx) => {
      const data = {
        counts,
        report: report.map((outcome) => ({ ...outcome })),
        finishedAt: final === null ? null : tx.now,
      };
      if (this.runId !== null) return tx.db.bulkRun.update({ where: { id: this.runId }, data });
      const { action, requested } = run;
      return tx.db.bulkRun.create({
        data: { ...data, action, requested, staffUserId: actingStaff(ctx).id, createdAt: tx.now },
      });
    });
    this.runId = kept.id;
    return kept.id;
  }

  private notKept(error: unknown): void {
    this.ctx.installation.logger.warn(
      { err: error, requestId: this.ctx.requestId },
      'the progress of a bulk run could not be kept',
    );
  }
}

export function countOutcomes(report: Outcome[], success: Outcome['outcome']): Record<string, number> {
  const counts: Record<string, number> = { [success]: 0, already: 0, refused: 0, missing: 0 };
  for (const { outcome } of report) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** "Nothing was changed" would be wrong here. */
function reportLost(done: number, { requested, success }: BulkRun, cause: Refusal): Refusal {
  const sentence = `The database broke off in the middle: ${done} of ${requested} were ${success}, and their report could not be kept. Please start it again: what is done is skipped.`;
  return Object.assign(new Refusal('unavailable', 'report_lost', sentence), { cause });
}
