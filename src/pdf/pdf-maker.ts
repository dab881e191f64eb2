import type { PdfMaker } from '../services/core/pdf.js';
import type { SealKey } from '../services/documents/new-seal-key.js';
import { contractSheet, sealedAt } from './contract-sheet.js';
import { invoiceSheet } from './invoice-sheet.js';
import { PdfEngine } from './pdf-engine.js';

export interface OpenPdfMaker extends PdfMaker {
  close(): Promise<void>;
}

/** Starts nothing yet: the thread and the key wait for the first document. */
export function openPdfMaker(sealKey: () => Promise<SealKey>, engine = new PdfEngine()): OpenPdfMaker {
  let known: SealKey | null = null;
  return {
    invoice: (data) => engine.render({ template: 'invoice', data: invoiceSheet(data), seal: null }),
    async contract(data) {
      known ??= await sealKey();
      const seal = {
        key: known,
        sealedAt: sealedAt(data),
        reason: `Seal of ${data.content.contract.number}`,
      };
      return engine.render({ template: 'contract', data: contractSheet(data), seal });
    },
    close: () => engine.close(),
  };
}
