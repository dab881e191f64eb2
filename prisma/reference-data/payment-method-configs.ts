/** Fourteen ways to pay: three for every country (*), eleven for one country each. Bank and wallet data are examples. */
const transfer = { paymentMethod: 'bank_transfer', paymentMethodDisplay: 'Bank Transfer', sortOrder: 3 } as const;
const wallet = { paymentMethod: 'local_wallet', paymentMethodDisplay: 'Local Wallet', sortOrder: 4 } as const;

export const paymentMethodConfigs = [
  { countryCode: '*', paymentMethod: 'stripe', paymentMethodDisplay: 'Stripe', displayName: 'Credit/Debit Card (Stripe)', isEnabled: false, isManual: false, isExample: false, sortOrder: 1 },
  { countryCode: '*', paymentMethod: 'paypal', paymentMethodDisplay: 'PayPal', displayName: 'PayPal', isEnabled: false, isManual: false, isExample: false, sortOrder: 2 },
  { ...transfer, countryCode: '*', displayName: 'Bank Transfer', bankName: 'Example International Bank', accountNumber: '000123456789', swiftCode: 'EXMPUS33', instructions: 'Transfer the full amount to the account below and quote the invoice number as the reference. Charges are paid by the sender. Then confirm the payment here with your slip.' },
  { ...wallet, countryCode: 'PK', displayName: 'JazzCash / Easypaisa', walletType: 'JazzCash', walletId: '03001234567', instructions: 'Send the amount to the wallet below from JazzCash or Easypaisa and note the transaction id. Then confirm the payment here.' },
  { ...transfer, countryCode: 'IN', displayName: 'Bank Transfer (NEFT / IMPS)', bankName: 'Example Bank of India', accountNumber: '50100012345678', swiftCode: 'EXMPINBB', instructions: 'Pay by NEFT, IMPS or RTGS (IFSC EXMP0000123) and quote the invoice number. Keep the UTR number for your confirmation.' },
  { ...wallet, countryCode: 'BD', displayName: 'bKash', walletType: 'bKash', walletId: '01700000000', instructions: 'Send money to the bKash number below and keep the TrxID for your confirmation.' },
  { ...transfer, countryCode: 'NG', displayName: 'Bank Transfer (NIP)', bankName: 'Example Bank Nigeria', accountNumber: '0123456789', swiftCode: 'EXMPNGLA', instructions: 'Pay by instant transfer (NIP) and write the invoice number in the narration. Keep the session id.' },
  { ...wallet, countryCode: 'KE', displayName: 'M-Pesa', walletType: 'M-Pesa Paybill', walletId: '000000', instructions: 'Lipa na M-Pesa, Paybill: the business number is below, the account is your invoice number. Keep the confirmation code.' },
  { ...transfer, countryCode: 'GB', displayName: 'Bank Transfer (Faster Payments)', bankName: 'Example Bank UK', accountNumber: '12345678 (sort code 00-00-00)', swiftCode: 'EXMPGB2L', instructions: 'Pay by Faster Payments and use the invoice number as the reference.' },
  { ...transfer, countryCode: 'DE', displayName: 'SEPA-Überweisung', bankName: 'Beispielbank', accountNumber: 'DE00 0000 0000 0000 0000 00', swiftCode: 'EXMPDEFF', instructions: 'Pay by SEPA credit transfer with the invoice number as remittance information. It arrives within one banking day.' },
  { ...transfer, countryCode: 'US', displayName: 'ACH / Wire Transfer', bankName: 'Example Bank N.A.', accountNumber: '000123456789 (routing 000000000)', swiftCode: 'EXMPUS33', instructions: 'Pay by ACH or domestic wire and put the invoice number in the memo.' },
  { ...transfer, countryCode: 'AE', displayName: 'Bank Transfer', bankName: 'Example Bank Dubai', accountNumber: 'AE00 0000 0000 0000 0000 000', swiftCode: 'EXMPAEAD', instructions: 'Transfer to the IBAN below and quote the invoice number as the payment purpose.' },
  { ...transfer, countryCode: 'ID', displayName: 'Transfer Bank', bankName: 'Bank Contoh Indonesia', accountNumber: '0000000000', swiftCode: 'EXMPIDJA', instructions: 'Pay by online transfer or BI-FAST and write the invoice number in the news field.' },
  { ...wallet, countryCode: 'BR', displayName: 'Pix', walletType: 'Pix key', walletId: 'pix@example.com', instructions: 'Pay by Pix to the key below and write the invoice number in the description. Keep the E2E id of the receipt.' },
] as const;
