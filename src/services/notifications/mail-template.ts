import path from 'node:path';
import { Eta } from 'eta';
import { projectFolder } from '../../project-folder.js';
import { cleanText, escapeHtml, isRightToLeft } from './mail-text.js';

/** A template is one small HTML document: <title> is the subject, <h1> the heading, the rest the mail. */
export interface WrittenMail {
  title: string;
  heading: string;
  body: string;
}

/** The templates of views/mails. Whitespace stays as written: a sentence may break after a value. */
export const mailTemplates = new Eta({
  views: path.join(projectFolder, 'views/mails'),
  cache: true,
  autoTrim: false,
  escapeFunction: showValue,
});

/** What `<%= %>` does with a value: nothing in it is markup, and right-to-left words keep to themselves. */
export function showValue(value: unknown): string {
  if (value === undefined || value === null) throw new Error('the template shows a value that the mail does not have');
  const text = cleanText(String(value));
  const safe = escapeHtml(text).replace(/\n/g, '<br>');
  return isRightToLeft(text) ? `<bdi dir="auto">${safe}</bdi>` : safe;
}

export function writeMail(kind: string, facts: object): WrittenMail {
  const html = mailTemplates.render(`/${kind}`, facts);
  const [titleTag = '', title = ''] = /<title>([\s\S]*?)<\/title>/.exec(html) ?? [];
  const [headingTag = '', heading = ''] = /<h1>([\s\S]*?)<\/h1>/.exec(html) ?? [];
  if (titleTag === '' || headingTag === '') throw new Error(`views/mails/${kind}.eta needs a <title> and an <h1>`);
  return { title, heading, body: html.replace(titleTag, '').replace(headingTag, '').trim() };
}
