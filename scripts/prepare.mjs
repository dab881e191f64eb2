// Runs at the end of `npm ci`: afterwards `npm start` only has to start.
// Plain JavaScript, because nothing is compiled yet.
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);
const built = path.join(root, 'dist/src/server.js');

if (!isInstalled('typescript-7/bin/tsc') || !isInstalled('prisma/build/index.js')) {
  // `npm ci --omit=dev` on a copy that was built elsewhere.
  if (existsSync(built)) process.exit(0);
  fail('The development dependencies are missing, so the product cannot be compiled: run "npm ci" without --omit=dev.');
}

const started = Date.now();
rmSync(path.join(root, 'dist'), { recursive: true, force: true });
await Promise.all([
  // No database is asked; the schema only wants the setting to exist.
  run('generating the database client', 'prisma/build/index.js', ['generate', '--no-hints'], {
    DATABASE_URL: 'postgresql://localhost/none',
  }),
  // Types are checked by `npm test`; here only their removal is needed.
  run('compiling', 'typescript-7/bin/tsc', ['--project', 'tsconfig.build.json', '--noCheck']),
]);
const bundle = path.join(root, 'dist/src/admin/bundle.js');
if (existsSync(bundle)) await run('bundling the back-office', bundle, [], { NODE_ENV: 'production' });
console.log(`Countersign is ready to start (prepared in ${((Date.now() - started) / 1000).toFixed(1)} s).`);

function isInstalled(file) {
  return existsSync(path.join(root, 'node_modules', file));
}

/** Says nothing when all is well, everything the step said when not. */
function run(what, file, args, env = {}) {
  return new Promise((resolve) => {
    const said = [];
    const child = spawn(process.execPath, [path.resolve(root, 'node_modules', file), ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1', ...env },
    });
    child.stdout.on('data', (chunk) => said.push(chunk));
    child.stderr.on('data', (chunk) => said.push(chunk));
    child.on('error', (error) => fail(`${what} failed: ${error.message}`));
    child.on('close', (code) =>
      code === 0 ? resolve() : fail(`${Buffer.concat(said)}\nPreparing stopped: ${what} failed.`),
    );
  });
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
