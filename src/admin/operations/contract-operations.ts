import type { OperationAction } from '../operation-action.js';
import { contractBillingOperations } from './contract-billing-operations.js';
import { contractSigningOperations } from './contract-signing-operations.js';
import { contractWritingOperations } from './contract-writing-operations.js';

export const contractOperations: OperationAction[] = [
  ...contractSigningOperations,
  ...contractBillingOperations,
  ...contractWritingOperations,
];
