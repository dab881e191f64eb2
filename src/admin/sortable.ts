import { fieldOf, modelNamed } from './datamodel.js';
import type { ResourceDefinition } from './define-resource.js';

/** A list sorts by what it shows: columns of its own table, so that an index can serve and nothing hidden is compared. */
export function sortableColumns({ model, columns, list }: ResourceDefinition): string[] {
  return columns.filter((name) => {
    const field = fieldOf(modelNamed(model), name);
    return (name === 'id' || list.includes(name)) && field.relationName === undefined && field.type !== 'Json';
  });
}
