import type { OperationAction } from '../operation-action.js';

export const mailOperations: OperationAction[] = [];
