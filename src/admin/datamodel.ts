import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Resource } from '@adminjs/prisma';
import { projectFolder } from '../project-folder.js';

/** The full data model: the slim client's own leaves relations, ids and enums out. */
export type Model = ConstructorParameters<typeof Resource>[0]['model'];
export type Field = Model['fields'][number];

export interface DataModel {
  models: Model[];
  enums: { name: string; values: { name: string }[] }[];
  indexes: { model: string; fields: { name: string }[] }[];
}

/** Written by `prisma generate` beside the sources. */
export const dataModel: DataModel = JSON.parse(
  readFileSync(path.join(projectFolder, 'src/admin/datamodel.json'), 'utf8'),
);

export function modelNamed(name: string): Model {
  const model = dataModel.models.find((candidate) => candidate.name === name);
  if (model === undefined) throw new Error(`the data model has no ${name}`);
  return model;
}

export function fieldOf(model: Model, name: string): Field {
  const field = model.fields.find((candidate) => candidate.name === name);
  if (field === undefined) throw new Error(`${model.name} has no field ${name}`);
  return field;
}

export function enumValues(name: string): string[] {
  return dataModel.enums.find((candidate) => candidate.name === name)?.values.map((value) => value.name) ?? [];
}

/** The longest text that a column takes, from its VarChar. */
export function maxLength(field: Field): number | null {
  const [type, args] = field.nativeType ?? [];
  return (type === 'VarChar' || type === 'Char') && args?.[0] !== undefined ? Number(args[0]) : null;
}
