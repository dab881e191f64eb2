import { setImmediate as breathe } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { type Seal, sealPdf } from './seal-pdf.js';
import { openTypst, type PdfTemplate } from './typst.js';

/** One document to make; asked for one at a time. */
export interface PdfJob {
  template: PdfTemplate;
  data: object;
  seal: Seal | null;
}

export type PdfAnswer = { bytes: Uint8Array<ArrayBuffer> } | { problem: string };

const typst = openTypst();

parentPort?.on('message', async (job: PdfJob) => {
  const answer = await make(job);
  // The compiler's buffers are given back between two turns of the loop, never within one.
  await breathe();
  parentPort?.postMessage(answer, 'bytes' in answer ? [answer.bytes.buffer] : []);
});

async function make({ template, data, seal }: PdfJob): Promise<PdfAnswer> {
  try {
    const plain = typst.render(template, data);
    const bytes = seal === null ? plain : await sealPdf(plain, seal);
    // A copy of its own, because it is handed over and not shared.
    return { bytes: Uint8Array.from(bytes) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
