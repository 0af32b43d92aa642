/**
 * The part of GitHub's expressions that the workflows of this repository use: values of contexts, texts, `==`, `!=`,
 * `&&`, `||`, `!`, parentheses, `toJSON` of the outputs of a step, and the functions that ask how the jobs before went.
 * Whatever else is refused.
 */

/** Texts by their whole name, such as `needs.train.outputs.iterationId`; what is not there is an empty text, as on GitHub. */
export type Contexts = Readonly<Record<string, string>>;

export interface Scope {
  readonly contexts: Contexts;
  /** Such as `failure`: whether a job that is needed has failed. */
  readonly functions: Readonly<Record<string, boolean>>;
}

type Value = string | boolean;

/** A text with `${{ … }}` in it, as `with:` and `outputs:` have it. */
export function filledIn(text: string, scope: Scope): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_all, expression: string) => String(valueOf(expression, scope)));
}

/** @throws Error for what it does not know */
export function valueOf(expression: string, scope: Scope): Value {
  const tokens = [...expression.matchAll(/\s*('(?:[^']|'')*'|[\w.-]+|==|!=|&&|\|\||[!()])\s*/gy)].map(
    ([, token]) => token ?? '',
  );
  if (tokens.join('').length !== expression.replace(/\s(?=(?:[^']*'[^']*')*[^']*$)/g, '').length) {
    throw new Error(`an expression that is not known here: ${expression}`);
  }
  const reader = new Reader(tokens, scope);
  const value = reader.either();
  if (!reader.isAtEnd) {
    throw new Error(`an expression that is not known here: ${expression}`);
  }
  return value;
}

/** From the operator that binds least to the one that binds most. */
class Reader {
  private next = 0;
  private readonly tokens: readonly string[];
  private readonly scope: Scope;

  constructor(tokens: readonly string[], scope: Scope) {
    this.tokens = tokens;
    this.scope = scope;
  }

  get isAtEnd(): boolean {
    return this.next === this.tokens.length;
  }

  either(): Value {
    let value = this.both();
    while (this.take('||')) {
      const other = this.both();
      value = isTrue(value) ? value : other;
    }
    return value;
  }

  private both(): Value {
    let value = this.compared();
    while (this.take('&&')) {
      const other = this.compared();
      value = isTrue(value) ? other : value;
    }
    return value;
  }

  private compared(): Value {
    const value = this.single();
    const isEqual = this.take('==');
    if (!isEqual && !this.take('!=')) {
      return value;
    }
    // GitHub compares texts without regard to their case.
    return (String(value).toLowerCase() === String(this.single()).toLowerCase()) === isEqual;
  }

  private single(): Value {
    if (this.take('!')) {
      return !isTrue(this.single());
    }
    if (this.take('(')) {
      const value = this.either();
      this.expect(')');
      return value;
    }
    const token = this.tokens[this.next] ?? '';
    this.next += 1;
    if (token.startsWith("'")) {
      return token.slice(1, -1).replaceAll("''", "'");
    }
    if (token === 'toJSON' && this.take('(')) {
      return this.json();
    }
    if (this.take('(')) {
      this.expect(')');
      const answer = this.scope.functions[token];
      if (answer === undefined) {
        throw new Error(`a function that is not known here: ${token}`);
      }
      return answer;
    }
    if (!/^(vars|secrets|needs|steps|runner|github|inputs|matrix)\.[\w.-]+$/.test(token)) {
      throw new Error(`a value that is not known here: ${token}`);
    }
    return this.scope.contexts[token] ?? '';
  }

  private json(): string {
    const prefix = `${this.tokens[this.next] ?? ''}.`;
    this.next += 1;
    this.expect(')');
    const members = Object.entries(this.scope.contexts).filter(([name]) => name.startsWith(prefix));
    const texts = members.map(([name, value]) => [name.slice(prefix.length), value]);
    return JSON.stringify(Object.fromEntries(texts), null, 2);
  }

  private take(token: string): boolean {
    const found = this.tokens[this.next] === token;
    this.next += found ? 1 : 0;
    return found;
  }

  private expect(token: string): void {
    if (!this.take(token)) {
      throw new Error(`${token} is missing`);
    }
  }
}

export function isTrue(value: Value): boolean {
  return value !== '' && value !== false;
}
