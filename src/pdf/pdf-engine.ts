import { Worker } from 'node:worker_threads';
import { Refusal } from '../services/core/errors.js';
import type { PdfAnswer, PdfJob } from './worker-thread.js';

interface Waiting {
  job: PdfJob;
  resolve(bytes: Buffer): void;
  reject(error: Error): void;
}

/** More than this wait only when something is wrong. */
const LONGEST_QUEUE = 200;
const LONGEST_JOB_MS = 60_000;

/**
 * Makes PDFs in a thread of its own, one after the other, so that the server goes on answering. The thread starts with the
 * first document and anew after it died; the document it died of fails, the others do not.
 */
export class PdfEngine {
  private readonly queue: Waiting[] = [];
  private current: Waiting | null = null;
  private thread: Worker | null = null;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly openThread: () => Worker = threadBeside) {}

  render(job: PdfJob): Promise<Buffer> {
    if (this.closed || this.queue.length >= LONGEST_QUEUE) return Promise.reject(busy());
    return new Promise((resolve, reject) => {
      this.queue.push({ job, resolve, reject });
      this.next();
    });
  }

  /** What waits is refused; what is being made is given up. */
  async close(): Promise<void> {
    this.closed = true;
    for (const { reject } of this.queue.splice(0)) reject(busy());
    await this.thread?.terminate();
  }

  private next(): void {
    if (this.current !== null) return;
    const waiting = this.queue.shift();
    if (waiting === undefined) {
      // An idle thread keeps no process alive.
      this.thread?.unref();
      return;
    }
    this.current = waiting;
    const thread = this.thread ?? this.start();
    thread.ref();
    this.timer = setTimeout(() => void thread.terminate(), LONGEST_JOB_MS);
    thread.postMessage(waiting.job);
  }

  private start(): Worker {
    const thread = this.openThread();
    let cause: unknown = null;
    thread.on('message', (answer: PdfAnswer) => {
      if ('bytes' in answer) this.settle(({ resolve }) => resolve(bufferOf(answer.bytes)));
      else this.settle(({ reject }) => reject(new Error(answer.problem)));
    });
    thread.on('error', (error) => {
      cause = error;
    });
    thread.on('exit', () => {
      this.thread = null;
      this.settle(({ reject }) => reject(new Error('the thread that makes PDFs ended', { cause })));
    });
    this.thread = thread;
    return thread;
  }

  private settle(tell: (waiting: Waiting) => void): void {
    clearTimeout(this.timer);
    const waiting = this.current;
    this.current = null;
    if (waiting !== null) tell(waiting);
    this.next();
  }
}

/** Built, the thread is a file like any other; from the sources (development, tests) it needs their loader too. */
function threadBeside(): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./worker-thread.js', import.meta.url));
  const loader = import.meta.resolve('tsx/esm/api');
  const source = new URL('./worker-thread.ts', import.meta.url).href;
  const start = `import('${loader}').then(({ tsImport }) => tsImport('${source}', '${source}'))`;
  return new Worker(start, { eval: true, execArgv: [] });
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function busy(): Refusal {
  return new Refusal(
    'unavailable',
    'pdf_unavailable',
    'The PDF cannot be made just now. Please try again in a minute.',
  );
}
