/**
 * For how long the service does not want to be asked again: its header says it, or only the text of a 429 (as in
 * "Please retry after 1 second" and "Try again in 26 seconds").
 */

/** Who asks for more means a quota, or nothing: the action then pauses by its own rules. */
const LONGEST_MS = 86_400_000;

const IN_WORDS = /\b(?:retry|try again)\s+(?:after|in)\s+(\d{1,6})\s*(second|minute|hour)/i;
const UNIT_MS: Readonly<Record<string, number>> = { second: 1_000, minute: 60_000, hour: 3_600_000 };

/**
 * @param header `Retry-After`: a number of seconds or a date (RFC 9110, 10.2.3)
 * @param said the text of the answer; `null` where it is none that names a pause
 * @returns `null` if neither makes sense
 */
export function retryAfterMs(header: string | undefined, said: string | null): number | null {
  return [ofHeader(header?.trim() ?? ''), ofText(said ?? '')].find((ms) => ms !== null) ?? null;
}

function ofHeader(header: string): number | null {
  if (/^\d+$/.test(header)) {
    return sensible(Number(header) * 1_000);
  }
  // `Date.parse` takes much for a date that is none, such as `-5`.
  return /^[A-Z][a-z]{2}, \d/.test(header) ? sensible(Date.parse(header) - Date.now()) : null;
}

function ofText(said: string): number | null {
  const [, count, unit = ''] = IN_WORDS.exec(said) ?? [];
  return count === undefined ? null : sensible(Number(count) * (UNIT_MS[unit.toLowerCase()] ?? NaN));
}

function sensible(ms: number): number | null {
  return ms <= LONGEST_MS ? Math.max(0, ms) : null;
}
