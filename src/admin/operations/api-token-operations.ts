import { createApiToken } from '../../services/staff/create-api-token.js';
import { revokeApiToken } from '../../services/staff/revoke-api-token.js';
import { plainOperation, recordOperation } from '../operation-action.js';
import { type Body, textOf } from '../wire-body.js';
import { ROLE, roleOf } from './staff-operations.js';

const UNTIL = 'until';

export const apiTokenOperations = [
  plainOperation({
    name: 'newApiToken',
    label: 'New token',
    tone: 'primary',
    preview: async () => ({
      title: 'New API token',
      says: [
        'A program that sends it works as staff, in your name. It may do what the role below may, as long as yours may too, and the audit names the token.',
      ],
      fields: [
        {
          name: 'name',
          label: 'Name',
          type: 'text',
          required: true,
          maxLength: 120,
          help: 'The program that will use it, like “ERP”. The audit shows it.',
        },
        ROLE,
        {
          name: 'expires_in_days',
          label: 'Valid for',
          type: 'select',
          required: true,
          value: '90',
          options: [
            { value: '30', label: '30 days' },
            { value: '90', label: '90 days' },
            { value: '365', label: 'One year' },
            { value: '730', label: 'Two years' },
            { value: UNTIL, label: 'Until a day of your choice' },
          ],
        },
        {
          name: 'expires_on',
          label: 'Last day',
          type: 'date',
          required: true,
          onlyIf: { name: 'expires_in_days', value: UNTIL },
          help: 'It ends with this day, in UTC.',
        },
      ],
      confirm: 'Make the token',
    }),
    async act({ ctx }, body) {
      const { token, tokenId } = await createApiToken(ctx, {
        name: textOf(body, 'name'),
        role: roleOf(body),
        ...expiryOf(body),
      });
      return {
        message: 'The token is made. Copy it now: it is shown this once and cannot be read again.',
        secret: { label: 'API token', value: token },
        href: `/admin/resources/StaffApiToken/records/${tokenId}/show`,
      };
    },
  }),
  recordOperation({
    name: 'revokeApiToken',
    label: 'Revoke',
    tone: 'danger',
    offeredFor: ({ revokedAt }) => (revokedAt ?? null) === null,
    preview: async ({ params }) => ({
      title: `Revoke “${params.name}”`,
      says: ['The program that uses it is locked out from its next request on. This cannot be taken back.'],
      possible: (params.revokedAt ?? null) === null ? 1 : 0,
      fields: [],
      confirm: 'Revoke the token',
    }),
    async act({ ctx, id }) {
      await revokeApiToken(ctx, { tokenId: id });
      return { message: 'The token is revoked.' };
    },
  }),
];

function expiryOf(body: Body): { expiresInDays: number } | { expiresOn: string } {
  const days = textOf(body, 'expires_in_days');
  return days === '' || days === UNTIL ? { expiresOn: textOf(body, 'expires_on') } : { expiresInDays: Number(days) };
}
