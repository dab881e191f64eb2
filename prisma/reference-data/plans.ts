/** The plans every installation starts with. Operations edit the rows; a later start leaves them alone. */
export const plans = [
  { slug: 'free-trial', name: 'Free Trial', description: 'Try everything with credits to spend.', price: '0', includedCredits: 2_000, maxSites: 1, maxUsers: 1, maxIndustries: 3, signupPolicy: 'open', trialDays: 14, sortOrder: 10 },
  { slug: 'free', name: 'Free', description: 'For a first small site.', price: '0', includedCredits: 1_000, maxSites: 1, maxUsers: 1, maxIndustries: 1, signupPolicy: 'open', trialDays: null, sortOrder: 20 },
  { slug: 'starter', name: 'Starter', description: 'For a small team with a few sites.', price: '29', includedCredits: 5_000, maxSites: 3, maxUsers: 5, maxIndustries: 5, signupPolicy: 'open', trialDays: null, sortOrder: 30 },
  { slug: 'growth', name: 'Growth', description: 'For companies that add sites every month.', price: '99', includedCredits: 20_000, maxSites: 10, maxUsers: 15, maxIndustries: 15, signupPolicy: 'open', trialDays: null, sortOrder: 40 },
  { slug: 'scale', name: 'Scale', description: 'For agencies and groups with many sites.', price: '299', includedCredits: 80_000, maxSites: 50, maxUsers: 50, maxIndustries: null, signupPolicy: 'open', trialDays: null, sortOrder: 50 },
  { slug: 'managed-trial', name: 'Managed Trial', description: 'A guided start: our team looks at every request.', price: '0', includedCredits: 2_000, maxSites: 1, maxUsers: 3, maxIndustries: 3, signupPolicy: 'approval', trialDays: 3, sortOrder: 60 },
] as const;
