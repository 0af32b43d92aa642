/**
 * The shape of a recorded answer: which members it has, which of them are `null` or empty, what kind of text each is, and
 * the words among them. Two answers of one shape may differ in ids, names, times and numbers.
 */
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d+))?(Z?)$/;
const LINK = /^https?:\/\/[^/]+(?:\/customvisionstore|\/devstoreaccount1)?\/([^?]+)\?(.+)$/;
/** Members whose text is a word of the protocol. */
const WORDS = [
  'status',
  'type',
  'platform',
  'flavor',
  'trainingType',
  'classificationType',
  'exportablePlatforms',
  'exportableTo',
  'code',
];

/** `settings.domainId: id`; the entries of a list are one, `[].name: text`. Sorted, each line once. */
export function recordedShape(value: unknown, at = ''): string[] {
  const place = at === '' ? 'whole' : at;
  if (Array.isArray(value)) {
    const entries = value.flatMap((entry) => recordedShape(entry, `${at}[]`));
    return [...new Set([`${place}: list`, ...entries])].sort();
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .flatMap(([name, inner]) => recordedShape(inner, at === '' ? name : `${at}.${name}`))
      .sort();
  }
  return [`${place}: ${kindOf(value, at)}`];
}

function kindOf(value: unknown, at: string): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return typeof value;
  if (value === '') return 'empty text';
  const member = at.replaceAll('[]', '').split('.').at(-1) ?? '';
  if (WORDS.includes(member)) return `"${value}"`;
  if (GUID.test(value)) return 'id';
  return timeKind(value) ?? linkKind(value) ?? 'text';
}

/** A recorder may have dropped zeros at the end of a fraction. */
function timeKind(value: string): string | undefined {
  const [whole, digits = '', zone = ''] = TIME.exec(value) ?? [];
  if (whole === undefined) return undefined;
  if (zone === '') return 'time without a zone';
  return digits.length <= 3 ? 'time in UTC' : 'time in UTC of many digits';
}

function linkKind(value: string): string | undefined {
  const [whole, file = '', query = ''] = LINK.exec(value) ?? [];
  if (whole === undefined) return undefined;
  const names = query.split('&').map((pair) => pair.replace(/=.*/, ''));
  return `link ${file.replace(/[0-9a-f]{32}/g, '…')}?${names.join('&')}`;
}
