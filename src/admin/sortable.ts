import { fieldOf, modelNamed } from './datamodel.js';
import type { ResourceName } from './policy.js';

interface Listed {
  model: ResourceName;
  columns: readonly string[];
  list: readonly string[];
}

/** A list sorts by what it shows: columns of its own table, so that an index can serve and nothing hidden is compared. */
export function sortableColumns({ model, columns, list }: Listed): string[] {
  return columns.filter((name) => {
    const field = fieldOf(modelNamed(model), name);
    return (name === 'id' || list.includes(name)) && field.relationName === undefined && field.type !== 'Json';
  });
}
