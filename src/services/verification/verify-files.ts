import { createHash } from 'node:crypto';
import type { Installation } from '../core/context.js';
import type { FileStorage } from '../core/storage.js';

interface KeptFile {
  id: number;
  storageKey: string | null;
  sha256: string | null;
  byteSize: number | null;
}

export interface FileFinding {
  row: string;
  wrong: string;
}

const BATCH = 200;

/** Reads every file that a row names, PDFs and slips, and answers those that are gone or not what was kept; reads only. */
export async function verifyFiles({
  prisma,
  documents,
  proofs,
}: Pick<Installation, 'prisma' | 'documents' | 'proofs'>): Promise<FileFinding[]> {
  const page = (after: number) => ({ orderBy: { id: 'asc' }, take: BATCH, where: { id: { gt: after } } }) as const;
  return [
    ...(await verifyTable('documents', documents, (after) => {
      const { where, ...rest } = page(after);
      return prisma.document.findMany({ ...rest, where: { ...where, status: 'ready' } });
    })),
    ...(await verifyTable('payment_proofs', proofs, (after) => prisma.paymentProof.findMany(page(after)))),
  ];
}

async function verifyTable(
  table: string,
  storage: FileStorage,
  rowsAfter: (id: number) => Promise<KeptFile[]>,
): Promise<FileFinding[]> {
  const findings: FileFinding[] = [];
  let after = 0;
  for (;;) {
    const rows = await rowsAfter(after);
    for (const row of rows) {
      const wrong = await wrongWith(storage, row);
      if (wrong !== null) findings.push({ row: `${table} ${row.id}`, wrong });
    }
    const last = rows.at(-1);
    if (last === undefined) return findings;
    after = last.id;
  }
}

async function wrongWith(storage: FileStorage, { storageKey, sha256, byteSize }: KeptFile): Promise<string | null> {
  if (storageKey === null) return 'names no file';
  try {
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of await storage.read(storageKey)) {
      hash.update(chunk);
      size += chunk.length;
    }
    if (size === byteSize && hash.digest('hex') === sha256) return null;
    return `its file ${storageKey} of ${size} bytes is not the one that was kept`;
  } catch {
    return `its file ${storageKey} cannot be read`;
  }
}
