import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { invoiceSheet } from '../../src/pdf/invoice-sheet.js';
import { PdfEngine } from '../../src/pdf/pdf-engine.js';
import { projectFolder } from '../../src/project-folder.js';
import { sampleInvoice } from './samples.js';

const good = { template: 'invoice', data: invoiceSheet(sampleInvoice()), seal: null } as const;
const bad = { template: 'invoice', data: { title: 'of nothing' }, seal: null } as const;
let engine = new PdfEngine();

afterEach(async () => {
  await engine.close();
  engine = new PdfEngine();
});

describe('the thread that makes PDFs', () => {
  it('says what is wrong with a document and goes on with the next', async () => {
    const [first, second] = await Promise.allSettled([engine.render(bad), engine.render(good)]);
    expect(first).toMatchObject({
      status: 'rejected',
      reason: { message: expect.stringContaining('views/pdf/invoice.typ') },
    });
    expect(second.status).toBe('fulfilled');
  });

  it('is started anew after it died; only the document it died of fails', async () => {
    await engine.render(good);
    const dying = engine.render(good);
    const waiting = engine.render(good);
    // biome-ignore lint/complexity/useLiteralKeys: the thread is nobody's business but this test's
    await Promise.allSettled([engine['thread']?.terminate(), dying]);
    await expect(dying).rejects.toThrow('the thread that makes PDFs ended');
    expect((await waiting).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('refuses what is too much to wait for, and everything once it is closed', async () => {
    const waiting = Array.from({ length: 202 }, () => engine.render(good));
    await expect(waiting.at(-1)).rejects.toMatchObject({ kind: 'unavailable', code: 'pdf_unavailable' });
    const all = Promise.allSettled(waiting);
    await engine.close();
    expect((await all).every(({ status }) => status === 'rejected')).toBe(true);
    await expect(engine.render(good)).rejects.toMatchObject({ code: 'pdf_unavailable' });
  });

  it('can be closed before it was ever needed', async () => {
    await new PdfEngine().close();
  });
});

it('no template loads a package from elsewhere or asks what day it is', () => {
  const folder = path.join(projectFolder, 'views/pdf');
  for (const file of readdirSync(folder)) {
    expect(readFileSync(path.join(folder, file), 'utf8'), file).not.toMatch(/@preview|@local|datetime\.today/);
  }
});
