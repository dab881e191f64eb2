/** The beginning of a text, as long as its column is. Half a character, which no database takes, is not left at the end. */
export function clip(text: string, length: number): string {
  return text.slice(0, length).replace(/\p{Surrogate}$/u, '');
}
