// Loaded into a server before everything else: while the file of CHAOS_DISK says so, files cannot be written, or only
// when the pipe that it names has a reader: until then a thread hangs in opening it.
import { existsSync, readFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const { writeFile } = fs;
const SAYS = { ENOSPC: 'no space left on device', EROFS: 'read-only file system', EIO: 'i/o error' };

fs.writeFile = async (file, data, options) => {
  const sign = process.env.CHAOS_DISK ?? '';
  if (!existsSync(sign)) return writeFile(file, data, options);
  const code = readFileSync(sign, 'utf8');
  if (code.startsWith('/')) {
    await fs.open(code, 'w').then((pipe) => pipe.close());
    return writeFile(file, data, options);
  }
  // A disk that fills up has taken the first part.
  if (code === 'ENOSPC') await writeFile(file, data.subarray(0, data.length / 2), options);
  throw Object.assign(new Error(`${code}: ${SAYS[code]}, write`), { code, syscall: 'write' });
};
syncBuiltinESMExports();
