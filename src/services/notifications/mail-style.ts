import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectFolder } from '../../project-folder.js';

/** Mail clients read style attributes and little else; the rules of mail.css and the product's tokens are written there. */
export interface MailStyle {
  inline(html: string): string;
  /** The same rules in the tokens' dark values, for the clients that know dark mode. */
  darkRules: string;
}

type Tokens = ReadonlyMap<string, string>;

export function loadMailStyle(folder = path.join(projectFolder, 'views')): MailStyle {
  const { light, dark } = readTokens(readFileSync(path.join(folder, 'assets/tokens.css'), 'utf8'));
  const rules = readRules(readFileSync(path.join(folder, 'mails/mail.css'), 'utf8'));
  const lightRules = new Map(rules.map(([selector, declarations]) => [selector, withTokens(declarations, light)]));
  return {
    inline: (html) =>
      html.replace(/<([a-z][a-z0-9]*)(\s[^<>]*)?>/g, (tag, name, attributes = '') =>
        styled(tag, name, attributes, lightRules),
      ),
    darkRules: rules.flatMap(([selector, declarations]) => darkRule(selector, declarations, dark)).join('\n      '),
  };
}

function readTokens(css: string): { light: Tokens; dark: Tokens } {
  const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)');
  const read = (part: string) =>
    new Map([...part.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value]));
  return { light: read(light), dark: read(dark) };
}

function readRules(css: string): [selector: string, declarations: string][] {
  const plain = css.replace(/\/\*[\s\S]*?\*\//g, '');
  return [...plain.matchAll(/([.\w-]+)\s*\{([^}]*)\}/g)].map(([, selector = '', declarations = '']) => [
    selector,
    declarations.trim(),
  ]);
}

function withTokens(declarations: string, tokens: Tokens): string {
  return declarations.replace(/var\((--[\w-]+)\)/g, (_, name: string) => {
    const value = tokens.get(name);
    if (value === undefined) throw new Error(`mail.css names ${name}, which tokens.css does not define`);
    return value;
  });
}

function darkRule(selector: string, declarations: string, dark: Tokens): string[] {
  const coloured = declarations.split(';').filter((declaration) => declaration.includes('var('));
  if (coloured.length === 0) return [];
  return [`${selector} {${coloured.map((declaration) => `${withTokens(declaration, dark)} !important`).join(';')}; }`];
}

function styled(tag: string, name: string, attributes: string, rules: ReadonlyMap<string, string>): string {
  const classes = (/\sclass="([^"]*)"/.exec(attributes)?.[1] ?? '').split(' ').map((className) => `.${className}`);
  const style = [name, ...classes].flatMap((selector) => rules.get(selector) ?? []).join(' ');
  return style === '' ? tag : `<${name}${attributes} style="${style}">`;
}
