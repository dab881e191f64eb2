import { describe, expect, it } from 'vitest';
import { breaches, SOURCE_RULES, sourceFiles } from './source-rules.js';

const files = sourceFiles();

describe('in the sources', () => {
  it.each(SOURCE_RULES)('$sentence', (rule) => {
    expect(breaches(rule, files)).toEqual([]);
  });

  it.each(SOURCE_RULES)('a breach is found: $sentence', (rule) => {
    expect(breaches(rule, [rule.example])).not.toEqual([]);
  });
});
