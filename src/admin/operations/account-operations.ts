import type { OperationAction } from '../operation-action.js';
import { accountLifeOperations } from './account-life-operations.js';
import { accountReviewOperations } from './account-review-operations.js';
import { issueInvoiceOperation } from './issue-invoice-operation.js';
import { labsOperation } from './labs-operation.js';
import { newAccountOperation } from './new-account-operation.js';

export const accountOperations: OperationAction[] = [
  ...accountReviewOperations,
  ...accountLifeOperations,
  newAccountOperation,
  issueInvoiceOperation,
  labsOperation,
];
