/** Pages of a list, and the parameters that make a list shorter. */
import { undocumented } from './refusal.ts';

export interface Page<T> {
  readonly items: readonly T[];
  /** Of all pages. */
  readonly count: number;
  /** The header `Link`, where there is more than one page. */
  readonly headers: Readonly<Record<string, string>>;
}

const [USUAL, MOST] = [30, 100];
/** What the lists of runs give at most, where one of their filters is used. */
export const MOST_FOUND = 1_000;

/**
 * @param url of the request, absolute
 * @param most how many items all pages together have; the count says more
 */
export function pageOf<T>(all: readonly T[], url: URL, most = Infinity): Page<T> {
  const perPage = Math.min(MOST, number(url, 'per_page') ?? USUAL);
  const page = number(url, 'page') ?? 1;
  const given = all.slice(0, most);
  const last = Math.max(1, Math.ceil(given.length / perPage));
  const link = (rel: string, target: number): string => {
    const other = new URL(url);
    other.searchParams.set('page', String(target));
    return `<${other.href}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link('prev', page - 1)] : []),
    ...(page < last ? [link('next', page + 1), link('last', last)] : []),
    ...(page > 1 ? [link('first', 1)] : []),
  ];
  return {
    items: given.slice((page - 1) * perPage, page * perPage),
    count: all.length,
    headers: links.length === 0 ? {} : { link: links.join(', ') },
  };
}

/** @throws RestRefusal for what is no whole number from 1 */
function number(url: URL, name: string): number | undefined {
  const text = url.searchParams.get(name);
  if (text === null) return undefined;
  if (!/^[1-9]\d*$/.test(text)) throw undocumented(`${name} is ${text}, and not a whole number from 1`);
  return Number(text);
}

const DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?$/;
const DAY_MS = 86_400_000;

/**
 * The parameter `created`, in the syntax of GitHub's search: `>=DATE`, `DATE..DATE`, `DATE..*`, `DATE`.
 *
 * @returns whether a time is in the range, in milliseconds
 * @throws RestRefusal for any other text
 */
export function isCreated(text: string): (time: number) => boolean {
  const [, from, until] = /^(.+?)\.\.(.+)$/.exec(text) ?? [];
  if (from !== undefined && until !== undefined) {
    const [first, last] = [from === '*' ? undefined : range(from), until === '*' ? undefined : range(until)];
    return (time) => time >= (first?.[0] ?? -Infinity) && time <= (last?.[1] ?? Infinity);
  }
  const [, operator = '', date = ''] = /^(>=|<=|>|<|)(.*)$/.exec(text) ?? [];
  const [begin, end] = range(date);
  switch (operator) {
    case '>=':
      return (time) => time >= begin;
    case '<=':
      return (time) => time <= end;
    case '>':
      return (time) => time > end;
    case '<':
      return (time) => time < begin;
    default:
      return (time) => time >= begin && time <= end;
  }
}

/** The first and the last millisecond of a day or of a second. */
function range(text: string): [number, number] {
  const time = DATE.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time)) throw undocumented(`created has ${text}, which is no date in ISO 8601`);
  return [time, time + (text.includes('T') ? 999 : DAY_MS - 1)];
}
