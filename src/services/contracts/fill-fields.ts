/** What a contract's text may name without anybody filling it in. */
export const KNOWN_FIELDS = {
  account_name: 'The account',
  account_address: 'Its billing address',
  account_tax_id: 'Its tax id',
  seller_name: 'The seller',
  seller_address: "The seller's address",
  contract_number: 'The number of the contract',
  contract_title: 'Its title',
  start_date: 'Its first day',
  end_date: 'Its last day',
  total: 'What it costs in all, discount taken off',
  currency: 'Its currency',
  discount: 'The discount in percent',
  signer_names: 'Who signs for the account',
} as const;

export type KnownField = keyof typeof KNOWN_FIELDS;

const FIELD = /\{\{\s*([a-z][a-z0-9_]{0,63})\s*\}\}/g;

/** The names of the fields in a text, each once, in the order in which they stand. */
export function fieldNames(body: string): string[] {
  return [...new Set([...body.matchAll(FIELD)].map(([, name = '']) => name))];
}

/** The fields that staff have to fill in. */
export function ownFields(body: string): string[] {
  return fieldNames(body).filter((name) => !Object.hasOwn(KNOWN_FIELDS, name));
}

/** The fields that fill themselves. */
export function knownFields(body: string): KnownField[] {
  return fieldNames(body).filter((name): name is KnownField => Object.hasOwn(KNOWN_FIELDS, name));
}

/** Puts the values in; a field without one stays as it is. What is put in is text: its signs mean nothing in Markdown. */
export function fillFields(body: string, values: Record<string, string>): string {
  return body.replace(FIELD, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value === undefined || value === '' ? whole : escapeMarkdown(value);
  });
}

function escapeMarkdown(value: string): string {
  return value
    .split(/\r?\n/)
    .map((line) => line.replace(/[\\`*_{}[\]()#+\-.!|<>~&=:@/]/g, '\\$&'))
    .join('  \n');
}
