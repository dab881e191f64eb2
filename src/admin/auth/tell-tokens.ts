/** What whoever sets a new password must know: programs go on with the tokens they were given. */
export function tellTokens(living: number): string {
  if (living === 0) return '';
  if (living === 1) return ' One API token of yours still works: revoke it under API tokens if you do not know it.';
  return ` ${living} API tokens of yours still work: revoke those that you do not know under API tokens.`;
}
