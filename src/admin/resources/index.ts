import type { ResourceDefinition } from '../define-resource.js';
import { accountResource } from './account.resource.js';
import { accountPaymentMethodResource } from './account-payment-method.resource.js';
import { auditEntryResource } from './audit-entry.resource.js';
import { billingPeriodResource } from './billing-period.resource.js';
import { bulkRunResource } from './bulk-run.resource.js';
import { companyProfileResource } from './company-profile.resource.js';
import { contractResource } from './contract.resource.js';
import { contractLineItemResource } from './contract-line-item.resource.js';
import { contractSignatureResource } from './contract-signature.resource.js';
import { contractTemplateResource } from './contract-template.resource.js';
import { contractVersionResource } from './contract-version.resource.js';
import { creditTransactionResource } from './credit-transaction.resource.js';
import { documentResource } from './document.resource.js';
import { externalRefResource } from './external-ref.resource.js';
import { invitationResource } from './invitation.resource.js';
import { invoiceResource } from './invoice.resource.js';
import { invoiceLineResource } from './invoice-line.resource.js';
import { mailResource } from './mail.resource.js';
import { paymentResource } from './payment.resource.js';
import { paymentMethodConfigResource } from './payment-method-config.resource.js';
import { paymentProofResource } from './payment-proof.resource.js';
import { planResource } from './plan.resource.js';
import { sellerResource } from './seller.resource.js';
import { staffApiTokenResource } from './staff-api-token.resource.js';
import { staffUserResource } from './staff-user.resource.js';
import { subscriptionResource } from './subscription.resource.js';
import { userResource } from './user.resource.js';

/** Every page over a model, in the order of the menu. */
export const RESOURCES: readonly ResourceDefinition[] = [
  paymentResource,
  bulkRunResource,
  paymentProofResource,
  accountResource,
  userResource,
  invitationResource,
  companyProfileResource,
  subscriptionResource,
  accountPaymentMethodResource,
  contractResource,
  billingPeriodResource,
  contractLineItemResource,
  contractVersionResource,
  contractSignatureResource,
  contractTemplateResource,
  invoiceResource,
  invoiceLineResource,
  externalRefResource,
  creditTransactionResource,
  planResource,
  paymentMethodConfigResource,
  sellerResource,
  mailResource,
  documentResource,
  auditEntryResource,
  staffUserResource,
  staffApiTokenResource,
];
