import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';

/** What people uploaded and what was made for them: written once under a random name, never changed. */
const FOLDERS = ['proofs', 'documents'];
/** Made at the first start; without the encryption key the seller's secrets in the database are lost. */
export const SECRETS = ['session-secret', 'encryption-key', 'postgres/password', 'postgres/serving-password'];

/** After the database: every row that was copied names a file that is there. One that is swept meanwhile has no row. */
export async function copyFiles(from: string, to: string): Promise<number> {
  let copied = 0;
  for (const folder of FOLDERS) {
    await mkdir(path.join(to, folder), { recursive: true, mode: 0o700 });
    for (const name of await readdir(path.join(from, folder)).catch(() => [])) {
      if (name.endsWith('.part')) continue;
      copied += await copyIfThere(path.join(from, folder, name), path.join(to, folder, name));
    }
  }
  return copied;
}

export async function copySecrets(from: string, to: string): Promise<void> {
  for (const name of SECRETS) {
    if (!existsSync(path.join(from, name))) continue;
    await mkdir(path.dirname(path.join(to, name)), { recursive: true, mode: 0o711 });
    await copyIfThere(path.join(from, name), path.join(to, name));
  }
}

async function copyIfThere(from: string, to: string): Promise<number> {
  return copyFile(from, to).then(
    () => 1,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return 0;
      throw error;
    },
  );
}
