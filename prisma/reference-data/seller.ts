/** An example seller, so that the first invoice can be issued; marked until operations replace it. */
export const seller = {
  legalName: 'Example Seller Ltd.',
  addressLine1: '1 Example Street',
  city: 'Exampleton',
  postalCode: '10000',
  country: 'US',
  taxId: 'EX-000000',
  email: 'billing@example.com',
  timeZone: 'UTC',
  defaultCurrency: 'USD',
  paymentTermsDays: 14,
} as const;
