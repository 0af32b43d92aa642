/**
 * Reads inputs one by one and collects what is wrong with them, so that one message names every refused input.
 */
import { oneOf, parseGuid, parseShare } from './parsers.ts';
import { refuseIf } from '../network/service-url.ts';
import { Failure } from '../report/failure.ts';
import { quoted } from '../report/foreign-text.ts';
import { withoutSecrets } from '../report/secrets.ts';

/** What is expected of an input that is an id. */
export const GUID = 'a GUID, such as: 64b822c5-8082-4b36-a426-27225f4aa18c';

/** In characters: a thousand names of tags and more. */
const LONGEST_INPUT = 100_000;

/** Inputs that are compared, whether they contradict each other, and what is said of the first of them. */
export type Comparison = readonly [names: readonly [string, ...string[]], contradict: boolean, text: string];

export class InputReader {
  private readonly problems: { readonly name: string; readonly text: string }[] = [];
  /** Gives an input's trimmed text, `""` where it is not set. */
  readonly text: (name: string) => string;

  constructor(text: (name: string) => string) {
    this.text = text;
  }

  /**
   * Parses an input that has to be there.
   * @param expected what is expected, and an example of it
   * @param parse throws Error with what is wrong, in safe words
   * @param fallback stands in for a refused value until `refuse` ends the run
   */
  required<T>(name: string, expected: string, parse: (text: string) => T, fallback: T): T {
    const text = this.text(name);
    if (text === '') {
      this.problem(name, `is missing; expected ${expected}`);
      return fallback;
    }
    if (text.length > LONGEST_INPUT) {
      this.problem(
        name,
        `is refused: it has ${text.length} characters, at most ${LONGEST_INPUT} are read; expected ${expected}`,
      );
      return fallback;
    }
    try {
      return parse(text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'it cannot be read';
      this.problem(name, `${shown(text)} is refused: ${reason}; expected ${expected}`);
      return fallback;
    }
  }

  /** As `required`, for an input that need not be there: `null` where it is not given, or is refused. */
  optional<T>(name: string, expected: string, parse: (text: string) => T): T | null {
    return this.text(name) === '' ? null : this.required<T | null>(name, expected, parse, null);
  }

  guid(name: string): string | null {
    return this.optional(name, GUID, parseGuid);
  }

  /** One of these words, in any case; the first stands in for a refused value. */
  choice<Word extends string>(name: string, first: Word, ...others: readonly Word[]): Word {
    const words = [first, ...others];
    const expected = `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}, such as: ${first}`;
    return this.required(name, expected, oneOf(...words), first);
  }

  boolean(name: string): boolean {
    return this.choice(name, 'true', 'false') === 'true';
  }

  /** A whole number within bounds, both included. */
  integer(name: string, least: number, most: number, example: number): number {
    const parse = (text: string): number => {
      const value = Number(text);
      refuseIf(!/^\d{1,9}$/.test(text), 'it is no whole number');
      refuseIf(value < least || value > most, 'it is out of bounds');
      return value;
    };
    return this.required(name, `a whole number from ${least} to ${most}, such as: ${example}`, parse, least);
  }

  /** A decimal number from 0 to 1. */
  share(name: string, example: number): number {
    return this.required(name, shareSuchAs(example), parseShare, 0);
  }

  /** As `share`; `null` where it is not given. */
  optionalShare(name: string, example: number): number | null {
    return this.optional(name, shareSuchAs(example), parseShare);
  }

  /** A secret of this form, which no message shows; `null` where it is not given. */
  secret(name: string, form: RegExp, expected: string): string | null {
    const secret = this.text(name);
    if (secret !== '' && !form.test(secret)) {
      this.problem(
        name,
        `its value (not shown) has characters that no key has; expected ${expected}, such as: \${{ secrets.${name.toUpperCase().replaceAll('-', '_')} }}`,
      );
    }
    return secret === '' ? null : secret;
  }

  /** Adds a problem: the text says what is wrong with the input, and what is expected. */
  problem(name: string, text: string): void {
    this.problems.push({ name, text: `- ${name}: ${text}` });
  }

  /** Adds what is wrong between inputs, unless one of them is refused by itself. */
  compare(...comparisons: readonly Comparison[]): void {
    const found = comparisons.filter(([names, contradict]) => contradict && this.accepted(...names));
    for (const [[name], , text] of found) {
      this.problem(name, text);
    }
  }

  /** Whether none of these inputs is refused, so that it makes sense to compare them. */
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

/** No more than the beginning of a value is shown; this much of it is looked through for secrets. */
const LONGEST_READ = 10_000;
function shareSuchAs(example: number): string {
  return `a number from 0 to 1, such as: ${example}`;
}

/** A refused value as it may be shown: without any query, which may hold a secret, and without user and password. */
function shown(text: string): string {
  const bare = text
    .slice(0, LONGEST_READ)
    .replace(/\?.*$/s, '?…')
    .replace(/[^\s/]+/g, withoutUser);
  // A secret is only recognised while it is whole, so it is taken out before the text is cut.
  const safe = withoutSecrets(bare);
  return quoted(safe.length > 200 ? `${safe.slice(0, 200)}…` : safe);
}

function withoutUser(part: string): string {
  const at = part.lastIndexOf('@');
  return at === -1 ? part : `…${part.slice(at)}`;
}
