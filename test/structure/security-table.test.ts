import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ATTACKS } from '../../scripts/security/attacks.js';
import { projectFolder } from '../../src/project-folder.js';

const textOf = (file: string) => readFileSync(path.join(projectFolder, file), 'utf8');

describe('the table of attacks', () => {
  it.each(ATTACKS)('$attack: its test exists, and its defence stands where the table says', (attack) => {
    const titles = textOf(attack.test.file).replaceAll("\\'", "'");
    expect(titles, `${attack.test.file} has no “${attack.test.name}”`).toContain(attack.test.name);
    expect(attack.without.length).toBeGreaterThan(0);
    for (const { file, find, replace } of attack.without) {
      expect(textOf(file).split(find).length - 1, `${file}: ${find}`).toBe(1);
      expect(replace).not.toBe(find);
    }
  });

  it('tells each attack once', () => {
    const told = ATTACKS.map(({ attack }) => attack);
    expect(told).toEqual([...new Set(told)]);
  });
});
