import type { Logger } from './context.js';

/** Tells the log once that something went wrong and once that it works again, however often it is tried in between. */
export class Trouble {
  private lasts = false;

  constructor(
    private readonly logger: Logger,
    private readonly sentences: { begins: string; ends: string },
  ) {}

  met(details: object): void {
    if (!this.lasts) this.logger.warn(details, this.sentences.begins);
    this.lasts = true;
  }

  over(details: object = {}): void {
    if (this.lasts) this.logger.info(details, this.sentences.ends);
    this.lasts = false;
  }
}
