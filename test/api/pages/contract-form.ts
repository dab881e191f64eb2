import type { PageAnswer, Visitor } from './visitor.js';

/** The hidden fields of the form that signs, as one showing of the page holds them. */
export function signForm({ html }: PageAnswer): Record<string, string> {
  const form = /<form class="form" method="post" action="[^"]*\/sign"[\s\S]*?<\/form>/.exec(html)?.[0] ?? '';
  const hidden = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  if (hidden.length === 0) throw new Error('the page has no form to sign');
  return Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]));
}

export async function readAndSign(visitor: Visitor, path: string, typedName = 'Amina Khan'): Promise<PageAnswer> {
  const form = signForm(await visitor.get(path));
  return visitor.post(path, { ...form, typed_name: typedName });
}

/** What a person reads: no tags, one space between words. */
export function wordsOf({ html }: PageAnswer): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#39;/g, "'")
    .replace(/\s+/g, ' ');
}
