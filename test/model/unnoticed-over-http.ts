import { patch, post } from '../api/client.js';
import { accessOf, accountOf, type Business, done, emailOf, staffDo } from './business.js';
import { contractOf, onContract } from './contracts-over-http.js';
import type { Deed } from './deeds.js';

/** What moves nothing that the model knows. It is answered without a bug, and beside all else it breaks no truth. */
export const UNNOTICED_DOINGS = {
  remind: (business: Business, deed: Deed) => unnoticed(onContract('remindSigner')(business, deed)),
  renewByItself: (business: Business, deed: Deed) =>
    unnoticed(onContract('setAutoRenew', ({ manual }) => ({ auto_renew: String(manual) }))(business, deed)),
  async editDraft(business: Business, deed: Deed): Promise<null> {
    const path = `/resources/Contract/records/${await contractOf(business, deed)}/editDraft`;
    const { body } = await business.colleagues[deed.colleague].get(path);
    const { draft, edited } = (body.preview?.page ?? {}) as Editor;
    if (edited === undefined) return null;
    const seen = { version: edited.version, version_id: edited.versionId };
    return unnoticed(staffDo(business, deed, path, { ...draft, ...seen, title: `Care ${deed.nonce}` }));
  },
  async profile(business: Business, deed: Deed): Promise<null> {
    const access = await accessOf(business, deed);
    if (access === null) return null;
    const body = { industry: `Trade ${deed.nonce}`, billing_city: 'Lahore' };
    return unnoticed(patch(business.server, '/api/v1/customer/profile', body, { access }).then(done));
  },
  forgetPassword: (business: Business, { address }: Deed) =>
    unnoticed(post(business.server, '/api/v1/auth/password/forgot', { email: emailOf(business, address) }).then(done)),
  link: (business: Business, deed: Deed) =>
    unnoticed(
      staffDo(business, deed, `/resources/Account/records/${accountOf(business, deed)}/linkOutside`, {
        provider: 'other',
        external_id: `Customer ${business.run}/${deed.nonce}`,
      }),
    ),
};

interface Editor {
  draft?: Record<string, unknown>;
  edited?: { version: number; versionId: number };
}

async function unnoticed(doing: Promise<unknown>): Promise<null> {
  await doing;
  return null;
}
