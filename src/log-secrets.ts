/** The last line of defence: what looks like a key to a door is not written, wherever it came from. */
const SECRETS: [RegExp, string][] = [
  [/\bcst_[\w-]+/g, 'cst_[hidden]'],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, '$1 [hidden]'],
  // postgresql://user:password@host, smtp://user:password@host
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/"\\@]+:[^\s"\\]*@/gi, '$1[hidden]@'],
  [/([?&](?:token|code|password|secret|key)=)[^&\s"\\#]+/gi, '$1[hidden]'],
  [/\b(countersign\.[\w.]+=)[^;\s"\\]+/gi, '$1[hidden]'],
];

export function withoutSecrets(text: string): string {
  return SECRETS.reduce((line, [pattern, instead]) => line.replace(pattern, instead), text);
}
