import { chmod, mkdir } from 'node:fs/promises';
import path from 'node:path';

/** Passable for the embedded database's own system user, listable for nobody but us, whatever the umask says. */
export async function makeDataFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o711 });
  if (first === undefined) return;
  for (let made = folder; ; made = path.dirname(made)) {
    await chmod(made, 0o711);
    if (made === path.resolve(first)) return;
  }
}
