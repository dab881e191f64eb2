import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { projectFolder } from '../../src/project-folder.js';
import { KNOWN_BAD_VERSIONS } from './known-bad-versions.js';

interface Locked {
  name?: string;
  version?: string;
  resolved?: string;
  integrity?: string;
  optional?: boolean;
  os?: string[];
}

const lock = JSON.parse(readFileSync(path.join(projectFolder, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>;
};
const packages = Object.entries(lock.packages).filter(([place]) => place !== '');

function knownBad(place: string, { name = place.replace(/^.*node_modules\//, ''), version = '' }: Locked): boolean {
  const bad = KNOWN_BAD_VERSIONS[name];
  return bad !== undefined && (bad === 'every version' || bad.includes(version));
}

it('none of the versions that are known to have carried malice is installed, not even below another package', () => {
  expect(packages.filter(([place, locked]) => knownBad(place, locked)).map(([place]) => place)).toEqual([]);
  expect(knownBad('node_modules/x/node_modules/debug', { version: '4.4.2' })).toBe(true);
  expect(knownBad('node_modules/harmless', { name: 'flatmap-stream', version: '0.1.1' })).toBe(true);
  expect(knownBad('node_modules/debug', { version: '4.4.3' })).toBe(false);
});

it('every package comes from the registry, with the hash of what was reviewed', () => {
  // Of what other platforms need, npm writes down the version alone.
  const isOfAnotherPlatform = ({ optional, os }: Locked) => optional === true && os !== undefined;
  const strange = packages.filter(
    ([, locked]) =>
      !isOfAnotherPlatform(locked) &&
      (locked.resolved?.startsWith('https://registry.npmjs.org/') === false ||
        locked.integrity?.startsWith('sha512-') !== true),
  );
  expect(strange.map(([place]) => place)).toEqual([]);
});
