import { dataModel, type Model } from './datamodel.js';

/** The columns of each index of a table, as the schema names them; partial ones and those on expressions are not there. */
function indexesOf({ name }: Model): string[][] {
  return dataModel.indexes.filter(({ model }) => model === name).map(({ fields }) => fields.map((field) => field.name));
}

/** Whether an index finds the rows that have a value of this column, given one value of each of the others. */
export function isIndexed(model: Model, column: string, others: ReadonlySet<string>): boolean {
  return indexesOf(model).some((index) => {
    const place = index.indexOf(column);
    return place >= 0 && index.slice(0, place).every((before) => others.has(before));
  });
}

/**
 * Whether an index has the rows in the order of this column and the id. `null` when none has, else the column that must
 * be filtered by one value first: '' for none.
 */
export function orderedWithin(model: Model, column: string): string | null {
  const field = model.fields.find(({ name }) => name === column);
  if (field === undefined) return null;
  if (field.isId || (field.isUnique && field.isRequired)) return '';
  const indexes = indexesOf(model);
  if (indexes.some(([first, second]) => first === column && second === 'id')) return '';
  return indexes.find(([, second, third]) => second === column && third === 'id')?.[0] ?? null;
}
