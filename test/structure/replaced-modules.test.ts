import { expect, test } from 'vitest';
import { ALONE } from '../../vitest.config.js';
import { sourceFiles } from './source-rules.js';

test('who replaces a module runs alone: a file that was there before would have loaded the real one for all that follow', () => {
  const replacing = sourceFiles('test').filter(({ text }) => /\bvi\s*\.(mock|doMock)\(/.test(text));
  expect(replacing.map(({ path }) => path)).toEqual(ALONE);
});
