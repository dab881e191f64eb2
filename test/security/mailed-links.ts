import type { TestServer } from '../support/http.js';

/** The newest link of each kind of mail, as its recipient would open it. */
export async function mailedLinks(server: TestServer): Promise<string[]> {
  const mails = await server.prisma.mail.findMany({ where: { secret: { not: null } }, orderBy: { id: 'asc' } });
  const links = mails.map(({ kind, secret }) => [kind, server.installation.secrets.open(secret ?? '')] as const);
  return [...new Map(links).values()].map((link) => link.replace(server.baseUrl, ''));
}
