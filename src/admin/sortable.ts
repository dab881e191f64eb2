import { fieldOf, modelNamed } from './datamodel.js';
import { orderedWithin } from './indexed.js';
import type { ResourceName } from './policy.js';

interface Listed {
  model: ResourceName;
  columns: readonly string[];
  list: readonly string[];
  filters: readonly string[];
}

/**
 * A list sorts by what an index has in order, of what it shows or filters by: its own columns, so that nothing hidden is
 * compared. With each goes the column that must be filtered by one value first; '' for none.
 */
export function sortableColumns({ model, columns, list, filters }: Listed): Map<string, string> {
  const sortable = columns.flatMap((name): [string, string][] => {
    if (name !== 'id' && !list.includes(name) && !filters.includes(name)) return [];
    if (fieldOf(modelNamed(model), name).relationName !== undefined) return [];
    const within = orderedWithin(modelNamed(model), name);
    return within === null || (within !== '' && !filters.includes(within)) ? [] : [[name, within]];
  });
  return new Map(sortable);
}
