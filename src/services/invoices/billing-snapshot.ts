import type { Account, Seller } from '@prisma/client';

/** The buyer as frozen into an invoice (D15): whatever happens to the account later, the invoice keeps this. */
export function billingSnapshot(account: Account, ownerEmail: string, now: Date) {
  return {
    name: account.name,
    email: account.billingEmail || ownerEmail,
    address_line1: account.billingAddressLine1,
    address_line2: account.billingAddressLine2,
    city: account.billingCity,
    state: account.billingState,
    postal_code: account.billingPostalCode,
    country: account.billingCountry,
    tax_id: account.taxId,
    snapshot_date: now.toISOString(),
  };
}

export function sellerSnapshot(seller: Seller) {
  return {
    legal_name: seller.legalName,
    address_line1: seller.addressLine1,
    address_line2: seller.addressLine2,
    city: seller.city,
    state: seller.state,
    postal_code: seller.postalCode,
    country: seller.country,
    tax_id: seller.taxId,
    email: seller.email,
    logo_url: seller.logoUrl,
  };
}
