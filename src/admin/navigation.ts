/** The groups of the menu, in their order. */
export const NAVIGATION = ['Review', 'Accounts', 'Contracts', 'Billing', 'Credits', 'Settings', 'System'] as const;

export type NavigationGroup = (typeof NAVIGATION)[number];
