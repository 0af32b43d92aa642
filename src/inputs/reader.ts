/**
 * Reads inputs one by one and collects what is wrong with them, so that all of it can be said at once.
 */
import { Failure } from '../report/failure.ts';
import { quoted } from '../report/foreign-text.ts';
import { withoutSecrets } from '../report/secrets.ts';

export class InputReader {
  private readonly problems: { readonly name: string; readonly text: string }[] = [];
  private readonly get: (name: string) => string;

  /** @param get gives an input's trimmed text, `""` where it is not set */
  constructor(get: (name: string) => string) {
    this.get = get;
  }

  text(name: string): string {
    return this.get(name);
  }

  /**
   * Parses an input that has to be there.
   * @param expected what is expected, and an example of it
   * @param parse throws Error with what is wrong, in words without foreign text
   * @param fallback stands in for a refused value until `refuse` ends the run
   */
  parsed<T>(name: string, expected: string, parse: (text: string) => T, fallback: T): T {
    const text = this.get(name);
    if (text === '') {
      this.problem(name, 'is missing', expected);
      return fallback;
    }
    try {
      return parse(text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'it cannot be read';
      this.problem(name, `${shown(text)} is refused: ${reason}`, expected);
      return fallback;
    }
  }

  /** As `parsed`, for an input that need not be there: `null` where it is not given. */
  optional<T>(name: string, expected: string, parse: (text: string) => T): T | null {
    return this.get(name) === '' ? null : this.parsed<T | null>(name, expected, parse, null);
  }

  boolean(name: string): boolean {
    return this.parsed(name, 'expected true or false, such as: true', booleanOf, false);
  }

  /** A whole number within bounds, both included. */
  integer(name: string, least: number, most: number, example: number): number {
    const expected = `expected a whole number from ${least} to ${most}, such as: ${example}`;
    return this.parsed(
      name,
      expected,
      (text) => {
        const value = Number(text);
        if (!/^\d{1,9}$/.test(text)) {
          throw new Error('it is no whole number');
        }
        if (value < least || value > most) {
          throw new Error('it is out of bounds');
        }
        return value;
      },
      least,
    );
  }

  /** Adds a problem: `what` says what is wrong with the input, `expected` what would be right. */
  problem(name: string, what: string, expected: string): void {
    this.problems.push({ name, text: `- ${name}: ${what}; ${expected}` });
  }

  /** Whether all of these inputs are what they were given as, so that it makes sense to hold them together. */
  accepted(...names: readonly string[]): boolean {
    return !this.problems.some(({ name }) => names.includes(name));
  }

  /** @throws Failure that names every refused input; nothing has been sent anywhere yet */
  refuse(): void {
    if (this.problems.length > 0) {
      throw new Failure('failed', 'Inputs refused', [
        `${this.problems.length === 1 ? 'An input is' : `${this.problems.length} inputs are`} refused; no request was sent.`,
        ...this.problems.map(({ text }) => text),
        'Next: correct them in the with: block of the step.',
      ]);
    }
  }
}

/** A refused value as it may be shown: without any query, which may hold a secret, and without user and password. */
function shown(text: string): string {
  const bare = text.replace(/\?.*$/s, '?…').replace(/[^\s/]*@/g, '…@');
  // A secret is only recognised while it is whole, so it is taken out before the text is cut.
  const safe = withoutSecrets(bare);
  return quoted(safe.length > 200 ? `${safe.slice(0, 200)}…` : safe);
}

function booleanOf(text: string): boolean {
  switch (text.toLowerCase()) {
    case 'true':
      return true;
    case 'false':
      return false;
    default:
      throw new Error('it is neither');
  }
}
