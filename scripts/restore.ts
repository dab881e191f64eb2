import { existsSync } from 'node:fs';
import path from 'node:path';
import { makeDataFolder } from '../src/data-folder.js';
import { migrate } from '../src/database/migrate.js';
import { grantServingRole } from '../src/database/serving-role.js';
import { databaseUser } from '../src/database/system-user.js';
import { main } from '../src/main.js';
import { StartError } from '../src/start-error.js';
import { placeCluster } from './backup/base-copy.js';
import { restoreDatabase } from './backup/dump.js';
import { copyFiles, copySecrets } from './backup/files.js';
import { readManifest } from './backup/manifest.js';

/** `npm run restore -- <folder>`: into an empty DATA_DIR, and an empty DATABASE_URL where the backup came from one. */
await main(async (config) => {
  const [given] = process.argv.slice(2);
  if (given === undefined) throw new StartError('Say where the backup is: npm run restore -- <its folder>.');
  const folder = path.resolve(given);
  const { database, files } = await readManifest(folder);
  for (const name of ['postgres', 'proofs', 'documents'])
    if (existsSync(path.join(config.dataDir, name)))
      throw new StartError(`${config.dataDir} holds an installation already: restore into a DATA_DIR of its own.`);
  if ((database === 'cluster') !== (config.databaseUrl === null))
    throw new StartError(
      database === 'cluster'
        ? 'This backup is of the embedded database: restore it without DATABASE_URL.'
        : 'This backup is of a database that is run elsewhere: name an empty one in DATABASE_URL.',
    );
  await makeDataFolder(config.dataDir);
  if (config.databaseUrl === null) {
    await makeDataFolder(path.join(config.dataDir, 'postgres'));
    const cluster = path.join(config.dataDir, 'postgres/cluster');
    await placeCluster(path.join(folder, 'cluster'), cluster, await databaseUser(cluster));
  } else {
    const ownerUrl = config.migrationDatabaseUrl ?? config.databaseUrl;
    await restoreDatabase(ownerUrl, path.join(folder, 'database.dump'));
    await migrate(ownerUrl);
    await grantServingRole({ url: config.databaseUrl, ownerUrl });
  }
  const copied = await copyFiles(folder, config.dataDir);
  await copySecrets(folder, config.dataDir);
  if (copied !== files) throw new StartError(`The backup told of ${files} files, and ${copied} were there.`);
  console.log(`Restored to ${config.dataDir}. Look at it with "npm run verify" before you start it.`);
});
