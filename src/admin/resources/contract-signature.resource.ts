import type { ResourceDefinition } from '../define-resource.js';
import { byAccount, byContractNumber } from '../search-ways.js';

export const contractSignatureResource: ResourceDefinition = {
  model: 'ContractSignature',
  label: 'Signatures',
  group: 'Contracts',
  icon: 'signature',
  title: 'typedName',
  columns: [
    'id',
    'signedAt',
    'typedName',
    'contract',
    'version',
    'ipAddress',
    'userAgent',
    'documentSha256',
    'consentText',
  ],
  list: ['signedAt', 'typedName', 'contract', 'ipAddress', 'userAgent'],
  filters: ['contract', 'version', 'signedAt', 'typedName', 'documentSha256'],
  search: [byContractNumber('contractId'), ...byAccount()],
};
