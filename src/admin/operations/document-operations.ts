import { retryDocument } from '../../services/documents/retry-document.js';
import { recordOperation } from '../operation-action.js';

export const documentOperations = [
  recordOperation({
    name: 'retryDocument',
    label: 'Try again',
    tone: 'primary',
    offeredFor: ({ status }) => status === 'failed',
    preview: async ({ params }) => ({
      title: 'Try again',
      says: [
        'The PDF is made from the data that was frozen for it, with all its attempts.',
        `The last attempt failed: ${params.lastError}`,
      ],
      fields: [],
      confirm: 'Try again',
    }),
    async act({ ctx, id }) {
      await retryDocument(ctx, { documentId: id });
      return { message: 'The PDF is queued again.' };
    },
  }),
];
