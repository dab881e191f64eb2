import * as cultures from './cultures.js';

type OfferedPlan = 'starter' | 'growth' | 'scale' | 'growth-europe' | 'starter-japan';

/** A country of the demo: who lives there and how they pay. Patterns are filled by random.ts. */
export interface Country {
  code: string;
  /** How many of a hundred accounts, roughly. */
  share: number;
  culture: cultures.Culture;
  places: readonly (readonly [city: string, state: string, postalCode: string])[];
  taxId: string;
  /** The wallet of its country when it is paid from a phone. */
  wallet: string | null;
  /** What its banks print as the reference; {date} is the day of the transfer. */
  reference: string;
  walletReference: string;
  banks: readonly string[];
  plans: readonly OfferedPlan[];
}

const DOLLAR_PLANS: readonly OfferedPlan[] = ['starter', 'starter', 'starter', 'growth', 'growth', 'scale'];
const EURO_PLANS: readonly OfferedPlan[] = ['growth-europe', 'growth-europe', 'growth-europe', 'starter', 'scale'];

function country(facts: Pick<Country, 'code' | 'share' | 'culture' | 'places' | 'banks'> & Partial<Country>): Country {
  return {
    taxId: '',
    wallet: null,
    reference: 'BT-{date}-#####',
    walletReference: '',
    plans: DOLLAR_PLANS,
    ...facts,
  };
}

export const COUNTRIES: readonly Country[] = [
  country({
    code: 'US',
    share: 14,
    culture: cultures.english,
    places: [
      ['Portland', 'OR', '97205'],
      ['Austin', 'TX', '78701'],
      ['Madison', 'WI', '53703'],
      ['Savannah', 'GA', '31401'],
    ],
    taxId: '##-#######',
    reference: 'ACH########',
    banks: ['Cascade Federal Bank', 'Prairie National Bank'],
  }),
  country({
    code: 'GB',
    share: 9,
    culture: cultures.english,
    places: [
      ['Bristol', '', 'BS1 4DJ'],
      ['Leeds', '', 'LS1 5AB'],
      ['Edinburgh', '', 'EH1 2NG'],
    ],
    taxId: 'GB#########',
    reference: 'FP-{date}-@@####',
    banks: ['Thornbury Bank', 'Meridian Trust'],
  }),
  country({
    code: 'PK',
    share: 12,
    culture: cultures.southAsian,
    places: [
      ['Lahore', 'Punjab', '54000'],
      ['Karachi', 'Sindh', '74200'],
      ['Sialkot', 'Punjab', '51310'],
    ],
    taxId: '#######-#',
    wallet: 'JazzCash',
    walletReference: '01##########',
    reference: 'IBFT-{date}-#####',
    banks: ['Delta Commercial Bank', 'Indus Habib Bank'],
  }),
  country({
    code: 'IN',
    share: 10,
    culture: cultures.indian,
    places: [
      ['Pune', 'Maharashtra', '411001'],
      ['Kochi', 'Kerala', '682011'],
      ['Bengaluru', 'Karnataka', '560001'],
    ],
    taxId: '##@@@@@####@#Z#',
    reference: 'UTR@@@@N############',
    banks: ['Konkan Bank', 'Bharati Gramin Bank'],
  }),
  country({
    code: 'BD',
    share: 8,
    culture: cultures.bengali,
    places: [
      ['ঢাকা', 'ঢাকা', '1212'],
      ['চট্টগ্রাম', 'চট্টগ্রাম', '4100'],
      ['সিলেট', 'সিলেট', '3100'],
    ],
    taxId: '############',
    wallet: 'bKash',
    walletReference: '*********@',
    banks: ['Shapla Bank', 'Meghna Commercial Bank'],
  }),
  country({
    code: 'DE',
    share: 11,
    culture: cultures.german,
    places: [
      ['Hamburg', '', '20457'],
      ['München', '', '80331'],
      ['Leipzig', '', '04109'],
    ],
    taxId: 'DE#########',
    reference: 'EREF+{date}####',
    banks: ['Nordhafen Bank', 'Isar Volksbank'],
    plans: EURO_PLANS,
  }),
  country({
    code: 'FR',
    share: 7,
    culture: cultures.french,
    places: [
      ['Nantes', '', '44000'],
      ['Lyon', '', '69002'],
    ],
    taxId: 'FR###########',
    banks: ['Crédit Rivage'],
    plans: EURO_PLANS,
  }),
  country({
    code: 'ES',
    share: 5,
    culture: cultures.spanish,
    places: [
      ['Valencia', '', '46001'],
      ['Bilbao', '', '48001'],
    ],
    taxId: 'ESB########',
    banks: ['Banco Azahar'],
    plans: EURO_PLANS,
  }),
  country({
    code: 'AE',
    share: 6,
    culture: cultures.arabic,
    places: [
      ['دبي', '', ''],
      ['أبو ظبي', '', ''],
      ['الشارقة', '', ''],
    ],
    taxId: '100############',
    reference: 'FT{date}@@###',
    banks: ['Gulf Pearl Bank', 'Al Waha Bank'],
  }),
  country({
    code: 'EG',
    share: 4,
    culture: cultures.arabic,
    places: [
      ['القاهرة', '', '11511'],
      ['الإسكندرية', '', '21500'],
    ],
    taxId: '###-###-###',
    banks: ['Nile Commercial Bank'],
  }),
  country({
    code: 'CN',
    share: 5,
    culture: cultures.chinese,
    places: [
      ['上海', '上海市', '200040'],
      ['深圳', '广东省', '518057'],
    ],
    taxId: '91######MA##****#@',
    banks: ['East Sea Bank'],
  }),
  country({
    code: 'JP',
    share: 7,
    culture: cultures.japanese,
    places: [
      ['東京', '東京都', '104-0061'],
      ['大阪', '大阪府', '541-0041'],
    ],
    taxId: 'T#############',
    reference: 'FURIKOMI-{date}-####',
    banks: ['Minato Bank'],
    plans: ['starter-japan', 'starter-japan', 'starter-japan', 'growth'],
  }),
  country({
    code: 'UA',
    share: 4,
    culture: cultures.ukrainian,
    places: [
      ['Київ', '', '01001'],
      ['Львів', '', '79000'],
    ],
    taxId: '########',
    banks: ['Obrii Bank'],
  }),
  country({
    code: 'BG',
    share: 3,
    culture: cultures.bulgarian,
    places: [
      ['София', '', '1000'],
      ['Пловдив', '', '4000'],
    ],
    taxId: 'BG#########',
    banks: ['Rila Bank'],
    plans: EURO_PLANS,
  }),
  country({
    code: 'NG',
    share: 6,
    culture: cultures.nigerian,
    places: [
      ['Lagos', 'Lagos', '101241'],
      ['Abuja', 'FCT', '900211'],
    ],
    taxId: '########-0001',
    reference: 'NIP/{date}/########',
    banks: ['Palmgrove Bank', 'Zuma Bank'],
  }),
  country({
    code: 'KE',
    share: 4,
    culture: cultures.kenyan,
    places: [
      ['Nairobi', '', '00100'],
      ['Mombasa', '', '80100'],
    ],
    taxId: 'P0#########@',
    wallet: 'M-Pesa',
    walletReference: 'S@********',
    banks: ['Rift Valley Bank'],
  }),
  country({
    code: 'BR',
    share: 5,
    culture: cultures.portuguese,
    places: [
      ['São Paulo', 'SP', '01310-100'],
      ['Recife', 'PE', '50030-230'],
    ],
    taxId: '##.###.###/0001-##',
    wallet: 'Pix',
    walletReference: 'E########{date}*********',
    banks: ['Banco Aurora'],
  }),
  country({
    code: 'ID',
    share: 4,
    culture: cultures.indonesian,
    places: [
      ['Surabaya', 'Jawa Timur', '60271'],
      ['Bandung', 'Jawa Barat', '40111'],
    ],
    taxId: '##.###.###.#-###.###',
    reference: 'BIFAST{date}####',
    banks: ['Bank Nusantara Timur'],
  }),
];
