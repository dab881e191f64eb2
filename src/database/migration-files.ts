import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { projectFolder } from '../project-folder.js';

export interface MigrationFile {
  /** The folder's name, "20261121000000_tables": the order of names is the order of application. */
  name: string;
  sql: string;
  checksum: string;
}

export const migrationsFolder = path.join(projectFolder, 'prisma/migrations');

export async function readMigrations(folder = migrationsFolder): Promise<MigrationFile[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(names.sort().map((name) => readMigration(folder, name)));
}

async function readMigration(folder: string, name: string): Promise<MigrationFile> {
  // A checkout on Windows may have turned line ends; Prisma takes both for the same file, and so do we.
  const sql = (await readFile(path.join(folder, name, 'migration.sql'), 'utf8')).replaceAll('\r\n', '\n');
  return { name, sql, checksum: sha256(sql) };
}

export function hasChecksum(file: MigrationFile, checksum: string): boolean {
  return checksum === file.checksum || checksum === sha256(file.sql.replaceAll('\n', '\r\n'));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
