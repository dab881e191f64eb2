import { adminContractRoutes } from './admin-contracts.routes.js';
import { authRoutes } from './auth.routes.js';
import { bankTransferRoutes } from './bank-transfer.routes.js';
import { billingRoutes } from './billing.routes.js';
import { contractRoutes } from './contracts.routes.js';
import { invoiceRoutes } from './invoices.routes.js';
import { passwordRoutes } from './password.routes.js';
import { paymentMethodRoutes } from './payment-methods.routes.js';
import { paymentRoutes } from './payments.routes.js';
import { planRoutes } from './plans.routes.js';
import { profileRoutes } from './profile.routes.js';
import type { ApiRoute } from './route.js';
import { signUpRoutes } from './sign-up.routes.js';
import { staffClientRoutes } from './staff-clients.routes.js';
import { staffPaymentRoutes } from './staff-payments.routes.js';
import { staffReviewRoutes } from './staff-review.routes.js';
import { staffUserRoutes } from './staff-users.routes.js';
import { transactionRoutes } from './transactions.routes.js';

/** Every route of the API, in the order of the documentation. */
export const API_ROUTES: ApiRoute[] = [
  ...signUpRoutes,
  ...authRoutes,
  ...passwordRoutes,
  ...planRoutes,
  ...profileRoutes,
  ...paymentMethodRoutes,
  ...invoiceRoutes,
  ...paymentRoutes,
  ...transactionRoutes,
  ...contractRoutes,
  ...billingRoutes,
  ...staffClientRoutes,
  ...staffPaymentRoutes,
  ...staffReviewRoutes,
  ...bankTransferRoutes,
  ...staffUserRoutes,
  ...adminContractRoutes,
];
