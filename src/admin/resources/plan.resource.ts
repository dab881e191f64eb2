import type { ResourceDefinition } from '../define-resource.js';

export const planResource: ResourceDefinition = {
  model: 'Plan',
  label: 'Plans',
  group: 'Settings',
  icon: 'layers',
  title: 'name',
  columns: [
    'id', 'name', 'slug', 'description', 'price', 'currency', 'billingCycle', 'includedCredits', 'maxSites', 'maxUsers', 'maxIndustries',
    'signupPolicy', 'trialDays', 'isActive', 'sortOrder', 'createdAt', 'updatedAt', 'version',
  ],
  list: ['name', 'slug', 'price', 'billingCycle', 'includedCredits', 'signupPolicy', 'isActive', 'sortOrder'],
  filters: ['isActive', 'currency', 'billingCycle', 'signupPolicy'],
  search: ['name', 'slug', 'description'],
  sort: ['sortOrder', 'asc'],
  panels: [{ title: 'Subscriptions', resource: 'Subscription', filters: (id) => ({ plan: String(id) }) }],
};
