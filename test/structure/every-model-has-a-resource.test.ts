import { expect, it } from 'vitest';
import { HIDDEN_MODELS } from '../../src/admin/resources/hidden-models.js';
import { RESOURCES } from '../../src/admin/resources/index.js';
import { readDataModel } from './schema-facts.js';

it('every model has a resource in the back-office or stands in the hidden list with a reason', () => {
  const shown = RESOURCES.map((resource) => resource.model);
  expect(unaccounted(shown, HIDDEN_MODELS)).toEqual([]);
  for (const reason of Object.values(HIDDEN_MODELS)) expect(reason.length).toBeGreaterThan(10);
  expect(new Set(shown).size).toBe(shown.length);
});

it('a model that was forgotten, or shown and hidden at once, is named', () => {
  const shown = RESOURCES.map((resource) => resource.model);
  expect(
    unaccounted(
      shown.filter((model) => model !== 'Payment'),
      HIDDEN_MODELS,
    ),
  ).toEqual(['Payment']);
  expect(unaccounted(shown, { ...HIDDEN_MODELS, Payment: 'money is private' })).toEqual(['Payment']);
  expect(unaccounted(shown, { ...HIDDEN_MODELS, Ghost: 'no longer a model' })).toEqual(['Ghost']);
});

function unaccounted(shown: readonly string[], hidden: Record<string, string>): string[] {
  const models = readDataModel().models.map((model) => model.name);
  const once = models.filter((model) => shown.includes(model) !== model in hidden);
  const strangers = [...shown, ...Object.keys(hidden)].filter((model) => !models.includes(model));
  return [...models.filter((model) => !once.includes(model)), ...strangers];
}
