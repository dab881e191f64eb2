import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { openDatabaseServer } from '../src/database/database-server.js';
import { main } from '../src/main.js';
import { StartError } from '../src/start-error.js';
import { copyRunningCluster } from './backup/base-copy.js';
import { dumpDatabase } from './backup/dump.js';
import { copyFiles, copySecrets } from './backup/files.js';
import { writeManifest } from './backup/manifest.js';

/** `npm run backup -- <folder>`: a living installation, database first and files after it. docs/backup.md tells the rest. */
await main(async (config) => {
  const [given] = process.argv.slice(2);
  if (given === undefined) throw new StartError('Say where the backup goes: npm run backup -- <an empty folder>.');
  const folder = path.resolve(given);
  if (existsSync(folder) && (await readdir(folder)).length > 0)
    throw new StartError(`${folder} is not empty: a backup gets a folder of its own.`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const isEmbedded = config.databaseUrl === null;
  if (isEmbedded && !existsSync(path.join(config.dataDir, 'postgres/cluster')))
    throw new StartError(`There is no installation in ${config.dataDir}.`);
  const server = await openDatabaseServer(config, { owner: 'npm run backup', attach: true });
  try {
    if (isEmbedded) await copyRunningCluster(server.ownerUrl, path.join(folder, 'cluster'));
    else await dumpDatabase(server.ownerUrl, path.join(folder, 'database.dump'));
    const files = await copyFiles(config.dataDir, folder);
    await copySecrets(config.dataDir, folder);
    await writeManifest(folder, {
      madeAt: new Date().toISOString(),
      database: isEmbedded ? 'cluster' : 'dump',
      files,
    });
    console.log(`The database and ${files} files are in ${folder}. Keep it as closed as the installation itself.`);
  } finally {
    await server.stop();
  }
});
