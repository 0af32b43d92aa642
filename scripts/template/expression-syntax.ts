/** Expressions of Bicep. */
import { BicepError, type Token, tokensOf } from './tokens.ts';

export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | { readonly kind: 'name'; readonly name: string }
  /** A text with `${…}`: one more text than values. */
  | { readonly kind: 'format'; readonly texts: readonly string[]; readonly of: readonly Expression[] }
  | { readonly kind: 'member'; readonly name: string; readonly of: readonly [Expression] }
  | { readonly kind: 'index'; readonly of: readonly [Expression, Expression] }
  /** A function, or an operator by the name of its function in ARM: `if`, `equals`, `not`, `and`, `or`. */
  | { readonly kind: 'call'; readonly name: string; readonly of: readonly Expression[] }
  | { readonly kind: 'object'; readonly keys: readonly string[]; readonly of: readonly Expression[] }
  | { readonly kind: 'array'; readonly of: readonly Expression[] };

/** Operators with two sides, those that bind least first. */
const BINARY: readonly (readonly [sign: string, name: string])[] = [
  ['||', 'or'],
  ['&&', 'and'],
  ['==', 'equals'],
  ['!=', 'notEquals'],
];

export class ExpressionParser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get next(): Token {
    const token = this.#tokens[Math.min(this.#at, this.#tokens.length - 1)];
    if (token === undefined) {
      throw new Error('a list of tokens has an end');
    }
    return token;
  }

  atEnd(): boolean {
    return this.next.kind === 'end';
  }

  error(message: string): BicepError {
    return new BicepError(this.next.line, message);
  }

  /** Takes a sign where it is the next one. */
  take(sign: string): boolean {
    const taken = this.next.kind === 'sign' && this.next.text === sign;
    this.#at += taken ? 1 : 0;
    return taken;
  }

  takeName(name: string): boolean {
    const taken = this.next.kind === 'name' && this.next.text === name;
    this.#at += taken ? 1 : 0;
    return taken;
  }

  expect(sign: string): void {
    if (!this.take(sign)) {
      throw this.error(`expected ${sign}, not ${this.next.text}`);
    }
  }

  skipLines(): void {
    while (this.take('\n'));
  }

  name(): string {
    const { kind, text } = this.next;
    if (kind !== 'name') {
      throw this.error(`expected a name, not ${text}`);
    }
    this.#at += 1;
    return text;
  }

  /** A text without `${…}`. */
  plainText(): string {
    const value = this.#value();
    if (value.kind !== 'literal' || typeof value.value !== 'string') {
      throw this.error('expected a plain text');
    }
    return value.value;
  }

  expression(): Expression {
    const test = this.#binary(0);
    if (!this.take('?')) {
      return test;
    }
    const yes = this.expression();
    this.expect(':');
    return { kind: 'call', name: 'if', of: [test, yes, this.expression()] };
  }

  #binary(level: number): Expression {
    const [sign, name] = BINARY[level] ?? [];
    if (sign === undefined || name === undefined) {
      return this.#unary();
    }
    let left = this.#binary(level + 1);
    while (this.take(sign)) {
      const of = [left, this.#binary(level + 1)];
      left =
        name === 'notEquals'
          ? { kind: 'call', name: 'not', of: [{ kind: 'call', name: 'equals', of }] }
          : { kind: 'call', name, of };
    }
    return left;
  }

  #unary(): Expression {
    return this.take('!') ? { kind: 'call', name: 'not', of: [this.#unary()] } : this.#members(this.#value());
  }

  /** What may follow a value: `.name`, `[index]`, and `!`, which only says that there is a value. */
  #members(first: Expression): Expression {
    let value = first;
    for (;;) {
      if (this.take('.')) {
        value = { kind: 'member', name: this.name(), of: [value] };
      } else if (this.take('[')) {
        value = { kind: 'index', of: [value, this.expression()] };
        this.expect(']');
      } else if (!this.take('!')) {
        return value;
      }
    }
  }

  #value(): Expression {
    const token = this.next;
    if (token.kind === 'number' || token.kind === 'text') {
      this.#at += 1;
      return token.kind === 'number' ? { kind: 'literal', value: token.value } : textOf(token);
    }
    if (this.take('(')) {
      const inner = this.expression();
      this.expect(')');
      return inner;
    }
    if (this.take('{')) {
      return this.#object();
    }
    if (this.take('[')) {
      return { kind: 'array', of: this.#list(']') };
    }
    const name = this.name();
    if (name === 'true' || name === 'false') {
      return { kind: 'literal', value: name === 'true' };
    }
    return this.take('(') ? { kind: 'call', name, of: this.#list(')') } : { kind: 'name', name };
  }

  /** Values up to a closing sign, each on its own line or with commas in between. */
  #list(close: string): Expression[] {
    const values: Expression[] = [];
    while (!this.#takeAfterLines(close)) {
      values.push(this.expression());
      this.take(',');
    }
    return values;
  }

  #takeAfterLines(sign: string): boolean {
    this.skipLines();
    return this.take(sign);
  }

  #object(): Expression {
    const keys: string[] = [];
    const of: Expression[] = [];
    while (!this.#takeAfterLines('}')) {
      keys.push(this.next.kind === 'text' ? this.plainText() : this.name());
      this.expect(':');
      of.push(this.expression());
      this.take(',');
    }
    return { kind: 'object', keys, of };
  }
}

function textOf({ texts, sources, line }: Extract<Token, { kind: 'text' }>): Expression {
  if (sources.length === 0) {
    return { kind: 'literal', value: texts.join('') };
  }
  const of = sources.map((source) => new ExpressionParser(tokensOf(source, line)).expression());
  return { kind: 'format', texts, of };
}
