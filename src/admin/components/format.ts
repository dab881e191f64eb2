const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const thisYear = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
});
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const regions = new Intl.DisplayNames(undefined, { type: 'region' });

/** In the viewer's own zone. */
export function formatTime(iso: unknown): string {
  const date = dateOf(iso);
  if (date === null) return '';
  return (date.getFullYear() === new Date().getFullYear() ? thisYear : dateTime).format(date);
}

export function fullTime(iso: unknown): string {
  const date = dateOf(iso);
  return date === null ? '' : full.format(date);
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

export function ago(iso: unknown): string {
  const date = dateOf(iso);
  if (date === null) return '';
  const seconds = (date.getTime() - Date.now()) / 1000;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
  return relative.format(Math.trunc(seconds / size), unit);
}

const day = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' });

/** A calendar date is the same day everywhere. */
export function formatDate(value: unknown): string {
  const date = dateOf(value);
  return date === null ? '' : day.format(date);
}

/** "Dec 1 – 31, 2026": what two days have in common stands once. */
export function formatDays(from: unknown, to: unknown): string {
  const [start, end] = [dateOf(from), dateOf(to)];
  return start === null || end === null ? '' : day.formatRange(start, end);
}

function dateOf(iso: unknown): Date | null {
  if (typeof iso !== 'string' || iso === '') return null;
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** Digits are grouped as text: an amount never becomes a number. */
export function formatMoney(amount: unknown, currency: unknown): string {
  if (typeof amount !== 'string') return '';
  const [whole = '', fraction] = amount.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${grouped}${fraction === undefined ? '' : `.${fraction}`}${typeof currency === 'string' ? ` ${currency}` : ''}`;
}

export function formatNumber(value: unknown): string {
  return typeof value === 'number' ? value.toLocaleString() : typeof value === 'string' ? value : '';
}

export function formatBytes(value: unknown): string {
  if (typeof value !== 'number') return '';
  if (value < 1024) return `${value} B`;
  return value < 1_048_576 ? `${(value / 1024).toFixed(0)} KB` : `${(value / 1_048_576).toFixed(1)} MB`;
}

export function countryName(code: string): string {
  if (code === '*') return 'All other countries';
  try {
    return regions.of(code) ?? code;
  } catch {
    return code;
  }
}

export const COUNTRY_CODES =
  'AD AE AF AG AI AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FO FR GA GB GD GE GG GH GI GL GM GN GQ GR GT GW GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MO MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NR NZ OM PA PE PG PH PK PL PS PT PW PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VN VU WS YE ZA ZM ZW'.split(
    ' ',
  );

export function sentenceCase(name: string): string {
  const words = name
    .replace(/([a-z])([A-Z0-9])/g, '$1 $2')
    .replace(/[_-]/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
