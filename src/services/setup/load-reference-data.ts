import { contractTemplates } from '../../../prisma/reference-data/contract-templates.js';
import { paymentMethodConfigs } from '../../../prisma/reference-data/payment-method-configs.js';
import { plans } from '../../../prisma/reference-data/plans.js';
import { seller } from '../../../prisma/reference-data/seller.js';
import type { Installation } from '../core/context.js';

/**
 * The rows every installation starts with. Runs at every start: each row is named by its reference key and
 * inserted once, so what operations edited, renamed or disabled stays as they left it.
 */
export async function loadReferenceData({ prisma }: Pick<Installation, 'prisma'>): Promise<void> {
  await prisma.$transaction([
    prisma.seller.createMany({ data: [{ id: 1, ...seller, isExample: true }], skipDuplicates: true }),
    prisma.plan.createMany({
      data: plans.map((plan) => ({ ...plan, referenceKey: plan.slug })),
      skipDuplicates: true,
    }),
    prisma.paymentMethodConfig.createMany({
      data: paymentMethodConfigs.map((config) => ({
        isExample: true,
        ...config,
        referenceKey: `${config.countryCode}/${config.paymentMethod}`,
      })),
      skipDuplicates: true,
    }),
    prisma.contractTemplate.createMany({ data: [...contractTemplates], skipDuplicates: true }),
  ]);
}
