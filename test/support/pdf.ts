import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Page } from 'playwright-core';
import { projectFolder } from '../../src/project-folder.js';

const READER = path.join(projectFolder, 'node_modules/pdfjs-dist');
const READING_PAGE =
  '<!doctype html><script type="module">import * as reader from "/build/pdf.min.mjs"; window.reader = reader;</script>';

/** The words of every page in the order in which they are drawn. */
export async function wordsOfPdf(bytes: Buffer): Promise<string[]> {
  const pdf = await getDocument({ data: Uint8Array.from(bytes), verbosity: 0 }).promise;
  const pages: string[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const { items } = await (await pdf.getPage(number)).getTextContent();
    const words = items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? ' ' : ''}` : '')).join('');
    pages.push(words.replace(/[\u2066-\u2069]/g, '').replace(/\s+/g, ' '));
  }
  return pages;
}

/** Every page as a picture, as pdf.js draws it in the given page of a browser. */
export async function drawPdf(page: Page, bytes: Buffer, width = 800): Promise<Buffer[]> {
  await page.route('http://reader.example/**', async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: READING_PAGE });
    return route.fulfill({ contentType: 'text/javascript', body: await readFile(path.join(READER, pathname)) });
  });
  await page.goto('http://reader.example/');
  const pictures = await page.evaluate(drawPages, { data: bytes.toString('base64'), width });
  return pictures.map((picture) => Buffer.from(picture.replace(/^.*,/, ''), 'base64'));
}

interface Reader {
  GlobalWorkerOptions: { workerSrc: string };
  getDocument(options: object): { promise: Promise<{ numPages: number; getPage(number: number): Promise<PdfPage> }> };
}
interface PdfPage {
  getViewport(options: { scale: number }): { width: number; height: number };
  render(options: object): { promise: Promise<void> };
}

/** Runs in the browser. */
async function drawPages({ data, width }: { data: string; width: number }): Promise<string[]> {
  const { reader } = globalThis as typeof globalThis & { reader: Reader };
  reader.GlobalWorkerOptions.workerSrc = '/build/pdf.worker.min.mjs';
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  const pdf = await reader.getDocument({ data: bytes, useWasm: false }).promise;
  const pictures: string[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const one = await pdf.getPage(number);
    const viewport = one.getViewport({ scale: width / one.getViewport({ scale: 1 }).width });
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: viewport.width, height: viewport.height });
    await one.render({ canvas, viewport }).promise;
    pictures.push(canvas.toDataURL('image/png'));
  }
  return pictures;
}
