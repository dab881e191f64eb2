import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { projectFolder } from '../../src/project-folder.js';

interface Report {
  summary: { violations: { rule: { name: string }; from: string; to: string }[] };
}

const CONFIG = '.dependency-cruiser.cjs';
const rules = (createRequire(import.meta.url)(path.join(projectFolder, CONFIG)) as { forbidden: { name: string }[] })
  .forbidden;

/** For each rule a file that breaks it, by an import of types wherever that must count. */
const BROKEN: Record<string, Record<string, string>> = {
  'no-circle-of-files': {
    'src/http/one.ts': `import type { Two } from './two.js';\nexport interface One { two: Two }`,
    'src/http/two.ts': `import type { One } from './one.js';\nexport interface Two { one: One }`,
  },
  'no-circle-of-areas': {
    'src/services/plans/a.ts': `import type { B } from '../invoices/b.js';\nexport type A = B;`,
    'src/services/invoices/b.ts': 'export type B = string;',
    'src/services/invoices/c.ts': `import type { D } from '../plans/d.js';\nexport type C = D;`,
    'src/services/plans/d.ts': 'export type D = string;',
  },
  'no-circle-of-floors': {
    'src/database/a.ts': `import type { E } from '../worker/e.js';\nexport type A = E;`,
    'src/worker/e.ts': 'export type E = string;',
    'src/worker/f.ts': `import type { F } from '../database/f.js';\nexport type G = F;`,
    'src/database/f.ts': 'export type F = string;',
  },
  'core-is-the-floor': { 'src/services/core/up.ts': `import type { D } from '../plans/d.js';\nexport type Up = D;` },
  'services-know-no-front-end': {
    'src/services/users/up.ts': `import type { Page } from '../../api/page.js';\nexport type Up = Page;`,
  },
  'services-know-no-web': {
    'src/services/users/web.ts': `import type { Request } from 'express';\nexport type Web = Request;`,
  },
  'admin-does-not-import-api': {
    'src/admin/a.ts': `import type { Page } from '../api/page.js';\nexport type A = Page;`,
  },
  'api-does-not-import-admin': {
    'src/api/b.ts': `import type { Leaf } from '../admin/leaf.js';\nexport type B = Leaf;`,
  },
  'http-is-shared-by-both-doors': {
    'src/http/p.ts': `import type { Page } from '../api/page.js';\nexport type P = Page;`,
  },
  'doors-are-handed-what-they-need': {
    'src/api/config.ts': `import { settings } from '../settings.js';\nexport const own = settings;`,
  },
  'nothing-imports-tests': {
    'src/api/test.ts': `import type { Helper } from '../../test/helper.js';\nexport type T = Helper;`,
  },
  'only-what-is-installed-in-production': { 'src/api/dev.ts': `import { it } from 'vitest';\nexport const own = it;` },
  'not-to-unresolvable': { 'src/api/gone.ts': `import { gone } from './nowhere.js';\nexport const own = gone;` },
};

const BYSTANDERS: Record<string, string> = {
  'src/api/page.ts': 'export type Page = string;',
  'src/admin/leaf.ts': 'export type Leaf = string;',
  'src/settings.ts': 'export const settings = {};',
  'test/helper.ts': 'export type Helper = string;',
  'scripts/none.ts': 'export {};',
  'bench/none.ts': 'export {};',
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-imports-'));
  for (const file of [CONFIG, 'tsconfig.json', 'package.json'])
    await cp(path.join(projectFolder, file), path.join(folder, file));
  await symlink(path.join(projectFolder, 'node_modules'), path.join(folder, 'node_modules'));
  for (const files of [BYSTANDERS, ...Object.values(BROKEN)]) {
    for (const [file, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
      await writeFile(path.join(folder, file), text);
    }
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('every rule about imports finds what breaks it, imports of types included', async () => {
  const cruiser = path.join(projectFolder, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [cruiser, '--config', CONFIG, '--output-type', 'json', 'src', 'scripts', 'bench', 'test'];
  const output = await promisify(execFile)(process.execPath, args, { cwd: folder, maxBuffer: 64_000_000 }).catch(
    (error: { stdout: string }) => error,
  );
  const { summary } = JSON.parse(output.stdout) as Report;
  const found = [...new Set(summary.violations.map((violation) => violation.rule.name))].sort();
  expect(found).toEqual(rules.map((rule) => rule.name).sort());
  expect(Object.keys(BROKEN).sort()).toEqual(found);
});
