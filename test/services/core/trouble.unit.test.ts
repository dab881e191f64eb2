import { expect, it } from 'vitest';
import { Trouble } from '../../../src/services/core/trouble.js';

it('an outage is two lines in the log, however long it lasts', () => {
  const lines: string[] = [];
  const write = (_details: object, message: string) => void lines.push(message);
  const trouble = new Trouble({ info: write, warn: write, error: write }, { begins: 'down', ends: 'up again' });
  trouble.over();
  for (let tries = 0; tries < 100; tries += 1) trouble.met({});
  trouble.over();
  trouble.over();
  trouble.met({});
  expect(lines).toEqual(['down', 'up again', 'down']);
});
