import type { ContractPdf, InvoicePdf } from '../../src/services/core/pdf.js';

const seller = {
  legal_name: 'Northlight Studio GmbH',
  address_line1: 'Lindenstraße 14',
  address_line2: '',
  city: 'Berlin',
  state: '',
  postal_code: '10969',
  country: 'DE',
  tax_id: 'DE301234567',
  email: 'billing@northlight.example',
};
const buyer = {
  name: 'Karim Textiles Ltd',
  address_line1: 'House 12, Road 5',
  address_line2: 'Dhanmondi',
  city: 'Dhaka',
  state: '',
  postal_code: '1205',
  country: 'BD',
  tax_id: '',
  email: 'accounts@karim.example',
};

/** An invoice of two pages, as the bench and the tests print it. */
export function sampleInvoice(wishes: Partial<InvoicePdf> = {}): InvoicePdf {
  return {
    number: 'INV-12-202603-0001',
    currency: 'USD',
    issuedAt: '2026-03-01T00:10:00.000Z',
    dueAt: '2026-03-15T00:10:00.000Z',
    timeZone: 'Asia/Dhaka',
    seller,
    buyer,
    contract: { number: 'CTR-12-0001', title: 'Engagement 2026', periodStart: '2026-03-01', periodEnd: '2026-03-31' },
    lines: Array.from({ length: 24 }, (_, index) => ({
      description: `Training of independents, group ${index + 1}`,
      detail: '1 March 2026 – 31 March 2026',
      quantity: 1,
      unitAmount: '1666.67',
      amount: '1666.67',
    })),
    subtotal: '40000.08',
    discount: { description: 'Labs discount 10 %', amount: '4000.01' },
    taxTotal: '0.00',
    total: '36000.07',
    methods: [
      {
        name: 'Bank transfer',
        instructions: 'Please quote the invoice number.\nYour bank’s charges are yours.',
        bankName: 'Berliner Handelsbank',
        accountNumber: 'DE89 3704 0044 0532 0130 00',
        swiftCode: 'COBADEFFXXX',
        walletType: '',
        walletId: '',
        isExample: false,
      },
    ],
    note: '',
    ...wishes,
  };
}

export const NAMES = {
  latin: 'Zoë Brännström',
  arabic: 'محمد عبد الرحمن',
  bengali: 'আমিনা খাতুন শ্রেষ্ঠা',
  chinese: '李小明有限公司',
  cyrillic: 'Иван Щербаков',
  devanagari: 'नमिता क्षत्रिय',
  thai: 'สมชาย ใจดี',
};

const SIGNED = '2026-02-20T09:31:07.000Z';
const AGENT =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Mobile Safari/537.36';

export function sampleContract(text: ContractPdf['content']['text'] = []): ContractPdf {
  const row = (month: string, last: string) => ({
    period_start: `2026-${month}-01`,
    period_end: `2026-${month}-${last}`,
    invoice_date: `2026-${month}-01`,
    gross: '1666.67',
    discount: '166.67',
    net: '1500.00',
  });
  return {
    content: {
      contract: { number: 'CTR-12-0001', title: 'Engagement 2026', type: 'engagement', currency: 'USD' },
      version: 2,
      seller,
      buyer: { ...buyer, name: NAMES.bengali },
      start_date: '2026-03-01',
      end_date: '2026-12-31',
      effective_from: null,
      frequency: 'monthly',
      interval_months: 1,
      discount_percent: '10',
      text,
      items: [
        {
          position: 1,
          type: 'training_independent',
          description: 'Training of independents',
          amount: '5000.00',
          months: 3,
          start_date: '2026-03-01',
          end_date: '2026-12-31',
          recurring: true,
          discount: '500.00',
        },
      ],
      schedule: [row('03', '31'), row('04', '30'), row('05', '31'), row('06', '30')],
      totals: { gross: '6666.68', discount: '666.68', net: '6000.00' },
      consent:
        'I have read this contract, I may sign it for my company, and I sign it electronically by typing my name.',
      signers: [
        { position: 1, party: 'account', name: NAMES.arabic, email: 'm.rahman@karim.example' },
        { position: 2, party: 'seller', name: NAMES.latin, email: 'zoe@northlight.example' },
      ],
    },
    documentSha256: '4f2a9be5c1d07836af5e41b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f6',
    timeZone: 'Asia/Dhaka',
    signatures: [
      {
        party: 'account',
        name: NAMES.arabic,
        email: 'm.rahman@karim.example',
        typedName: NAMES.arabic,
        signedAt: '2026-02-19T16:02:55.000Z',
        ipAddress: '203.0.113.20',
        userAgent: AGENT,
      },
      {
        party: 'seller',
        name: NAMES.latin,
        email: 'zoe@northlight.example',
        typedName: NAMES.latin,
        signedAt: SIGNED,
        ipAddress: '198.51.100.7',
        userAgent: AGENT,
      },
    ],
    events: [
      { what: 'sent', at: '2026-02-18T08:00:00.000Z', who: NAMES.latin, ipAddress: '198.51.100.7', userAgent: '' },
      {
        what: 'signed',
        at: '2026-02-19T16:02:55.000Z',
        who: NAMES.arabic,
        ipAddress: '203.0.113.20',
        userAgent: AGENT,
      },
      { what: 'countersigned', at: SIGNED, who: NAMES.latin, ipAddress: '198.51.100.7', userAgent: AGENT },
      { what: 'completed', at: SIGNED, who: '', ipAddress: '', userAgent: '' },
    ],
    verifyUrl: 'https://billing.example.com/verify',
  };
}
