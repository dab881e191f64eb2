import { COUNTRIES, type Country } from './countries.js';
import type { Name } from './cultures.js';
import type { Random } from './random.js';

/** A person with a company, ready to sign up. */
export interface Person {
  country: Country;
  email: string;
  fullName: Name;
  firstName: string;
  lastName: string;
  company: Name;
  billing: {
    email: string;
    addressLine1: string;
    city: string;
    state: string;
    postalCode: string;
    country: string;
    taxId: string;
  };
}

export interface People {
  /** The next person, of a country by its share or of the one named. */
  next(random: Random, countryCode?: string): Person;
}

/** No company twice; addresses end in .example, where no mail can ever arrive. */
export function people(): People {
  const taken = new Set<string>();
  return {
    next(random, countryCode) {
      for (;;) {
        const person = makePerson(random, countryOf(random, countryCode));
        if (taken.has(person.email) || taken.has(person.company.latin)) continue;
        taken.add(person.email).add(person.company.latin);
        return person;
      }
    },
  };
}

function countryOf(random: Random, code: string | undefined): Country {
  const offered = code === undefined ? COUNTRIES : COUNTRIES.filter((country) => country.code === code);
  return random.pick(offered.flatMap((country) => Array<Country>(country.share).fill(country)));
}

function makePerson(random: Random, country: Country): Person {
  const { culture } = country;
  const given = random.pick(culture.given);
  const family = random.pick(culture.family);
  const domain = random.pick(culture.brands);
  const trade = random.pick(culture.trades);
  const form = random.pick(culture.forms);
  const parts = culture.formFirst ? [form, domain, trade] : [domain, trade, form];
  const [city, state, postalCode] = random.pick(country.places);
  const host = `${slug(domain.latin)}-${slug(trade.latin)}.example`;
  return {
    country,
    email: `${slug(given.latin)}.${slug(family.latin)}@${host}`,
    fullName: joined(culture.familyFirst ? [family, given] : [given, family], culture.familyFirst ? '' : ' '),
    firstName: given.native,
    lastName: family.native,
    company: joined(
      parts.filter(({ latin }) => latin !== ''),
      culture.familyFirst ? '' : ' ',
    ),
    billing: {
      email: random.chance(0.4) ? `accounts@${host}` : '',
      addressLine1: addressOf(random, country),
      city,
      state,
      postalCode,
      country: country.code,
      taxId: random.chance(0.7) ? random.fill(country.taxId) : '',
    },
  };
}

function addressOf(random: Random, { code, culture }: Country): string {
  const street = random.pick(culture.streets);
  const number = random.int(1, 180);
  if (['GB', 'US', 'NG', 'KE', 'PK', 'IN', 'FR'].includes(code)) return `${number} ${street}`;
  return code === 'CN' ? `${street}${number}号` : `${street} ${number}`;
}

/** Chinese and Japanese names stand together; their Latin form needs the space. */
function joined(parts: Name[], between: string): Name {
  return {
    native: parts.map(({ native }) => native).join(between),
    latin: parts.map(({ latin }) => latin).join(' '),
  };
}

function slug(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .replaceAll('ß', 'ss')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
