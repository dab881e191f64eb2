import type { Attack } from './attack.js';

const FIRST_PACKAGE = '  "packages": {\n    "": {';
const withPackage = (entry: string) => [
  {
    file: 'package-lock.json',
    find: FIRST_PACKAGE,
    replace: FIRST_PACKAGE.replace('    "": {', `    ${entry},\n    "": {`),
  },
];
const HASH = `"integrity": "sha512-x"`;

/** What comes in with the packages that others write. */
export const DEPENDENCY_ATTACKS: readonly Attack[] = [
  {
    group: 'Packages of others',
    attack: 'A version that is known to have carried malice, below another package and under another name',
    defence: 'Every entry of the lock file is compared with the list of known-bad versions',
    test: {
      file: 'test/structure/dependencies.test.ts',
      name: 'none of the versions that are known to have carried malice is installed, not even below another package',
    },
    without: withPackage(
      `"node_modules/debug/node_modules/ms": { "name": "flatmap-stream", "version": "0.1.1", ${HASH} }`,
    ),
  },
  {
    group: 'Packages of others',
    attack: 'A package from another place than the registry, or without the hash of what was reviewed',
    defence: 'The lock file names place and hash of each, and `npm ci` installs nothing else',
    test: {
      file: 'test/structure/dependencies.test.ts',
      name: 'every package comes from the registry, with the hash of what was reviewed',
    },
    without: withPackage(
      `"node_modules/debug/node_modules/ms": { "version": "2.1.3", "resolved": "https://elsewhere.example/ms.tgz", ${HASH} }`,
    ),
  },
];
