import path from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { projectFolder } from '../project-folder.js';
import { coverageOf } from './font-coverage.js';
import { readFonts } from './fonts.js';
import { printableData } from './printable.js';

export type PdfTemplate = 'invoice' | 'contract';

export interface Typst {
  /** PDF/A-3a, tagged; the same data gives the same bytes. Synchronous and slow: for a thread of its own. */
  render(template: PdfTemplate, data: object): Uint8Array;
}

const WORKSPACE = path.join(projectFolder, 'views/pdf');
/** Without forgetting, memory grows by every document ever made. */
const CACHE_AGE = 10;

export function openTypst(): Typst {
  const fontBlobs = readFonts();
  const covers = coverageOf(fontBlobs);
  const compiler = NodeCompiler.create({ workspace: WORKSPACE, fontArgs: [{ fontBlobs }] });
  return {
    render(template, data) {
      try {
        return compile(compiler, template, JSON.stringify(printableData(data, covers)));
      } finally {
        compiler.evictCache(CACHE_AGE);
      }
    },
  };
}

/** Data goes in as input, never into the source: nothing that people wrote is ever run. */
function compile(compiler: NodeCompiler, template: PdfTemplate, data: string): Uint8Array {
  const compiled = compiler.compile({
    mainFilePath: path.join(WORKSPACE, `${template}.typ`),
    inputs: { data },
  });
  const document = compiled.result;
  if (document === null) {
    const problems = compiled.takeError()?.shortDiagnostics ?? [];
    throw new Error(`views/pdf/${template}.typ: ${JSON.stringify(problems)}`);
  }
  return compiler.pdf(document, { pdfStandard: 'a-3a' });
}
