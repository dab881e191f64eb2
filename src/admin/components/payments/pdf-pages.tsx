import { useEffect, useRef } from 'react';
import { assets } from '../page-state.js';

interface PagesProps {
  url: string;
  scale: number;
  onBroken: () => void;
}

/** The part of pdf.js that draws pages; loaded only when a PDF is looked at. */
interface PdfReader {
  GlobalWorkerOptions: { workerSrc: string };
  getDocument(options: object): { promise: Promise<PdfDocument>; destroy(): Promise<void> };
}
interface PdfDocument {
  numPages: number;
  getPage(number: number): Promise<PdfPage>;
}
interface PdfPage {
  getViewport(options: { scale: number }): { width: number; height: number };
  render(options: object): { promise: Promise<void> };
}

const MAX_PAGES = 10;
const MAX_SIDE = 3_000;
const DRAWN_WIDTH = 1_600;

/** Draws the pages from bytes we fetched: the file itself is never opened by the browser, and no script in it runs. */
export function PdfPages({ url, scale, onBroken }: PagesProps) {
  const holder = useRef<HTMLDivElement>(null);
  const broken = useRef(onBroken);
  broken.current = onBroken;
  useEffect(() => {
    let current = true;
    const element = holder.current;
    if (element === null) return;
    drawPages(url, element, () => current).catch(() => current && broken.current());
    return () => {
      current = false;
    };
  }, [url]);
  return <div ref={holder} className="cs-pdf" style={{ width: `${scale * 100}%` }} />;
}

async function drawPages(url: string, element: HTMLElement, wanted: () => boolean): Promise<void> {
  const [reader, bytes] = await Promise.all([loadReader(), fetchBytes(url)]);
  const document = await reader.getDocument({
    data: bytes,
    isEvalSupported: false,
    enableXfa: false,
    disableFontFace: true,
    useSystemFonts: false,
    standardFontDataUrl: new URL('.', new URL(assets.pdf, location.href)).href,
    useWasm: false,
  }).promise;
  element.replaceChildren();
  for (let number = 1; number <= Math.min(document.numPages, MAX_PAGES); number += 1) {
    if (!wanted()) return;
    element.append(await drawPage(await document.getPage(number), number));
  }
}

async function drawPage(page: PdfPage, number: number): Promise<HTMLCanvasElement> {
  const natural = page.getViewport({ scale: 1 });
  const scale = Math.min(DRAWN_WIDTH / natural.width, MAX_SIDE / natural.height);
  const viewport = page.getViewport({ scale });
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(viewport.width);
  canvas.height = Math.ceil(viewport.height);
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', `Slip, page ${number}`);
  await page.render({ canvas, viewport }).promise;
  return canvas;
}

async function loadReader(): Promise<PdfReader> {
  const reader = (await import(/* @vite-ignore */ assets.pdf)) as PdfReader;
  reader.GlobalWorkerOptions.workerSrc = assets.pdfWorker;
  return reader;
}

async function fetchBytes(url: string): Promise<Uint8Array> {
  const response = await fetch(url, { credentials: 'same-origin' });
  if (!response.ok) throw new Error(`the slip answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
