import { migrate } from '../../src/database/migrate.js';
import { readMigrations } from '../../src/database/migration-files.js';

/** What a newer release does first when it starts: `migrate-process.ts <owner's address> <folder of its migrations>`. */
const [url = '', folder = ''] = process.argv.slice(2);
console.log(JSON.stringify(await migrate(url, await readMigrations(folder))));
