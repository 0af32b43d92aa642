/**
 * The words of a Bicep file. Only what the `main.bicep` here are written with is known; everything else is an error, so
 * that nothing is compiled into something else than Bicep itself would make of it.
 */

export type Token =
  | { readonly kind: 'name' | 'sign'; readonly text: string; readonly line: number }
  | { readonly kind: 'number'; readonly value: number; readonly text: string; readonly line: number }
  /** A text with the sources of its `${…}` in between: one more text than sources. */
  | {
      readonly kind: 'text';
      readonly texts: readonly string[];
      readonly sources: readonly string[];
      readonly text: string;
      readonly line: number;
    }
  | { readonly kind: 'end'; readonly text: string; readonly line: number };

/** What an error says of where it is. */
export class BicepError extends Error {
  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`);
  }
}

const SKIPPED = /[ \t]+|\/\/[^\n]*|\/\*[^]*?\*\//y;
const NAME = /[A-Za-z_]\w*/y;
const NUMBER = /\d+/y;
const SIGN = /==|!=|&&|\|\||[\n(){}[\]:.,=?!@]/y;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', "'": "'", '\\': '\\', $: '$' };

/** @returns all tokens of a source; ends of lines are tokens, because Bicep separates statements by them */
export function tokensOf(source: string, firstLine = 1): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let line = firstLine;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const taken = pattern.exec(source)?.[0];
    at += taken?.length ?? 0;
    return taken;
  };
  while (at < source.length) {
    const skipped = take(SKIPPED);
    if (skipped !== undefined) {
      line += skipped.split('\n').length - 1;
      continue;
    }
    if (source[at] === "'") {
      const { texts, sources, end } = textAt(source, at, line);
      tokens.push({ kind: 'text', texts, sources, text: source.slice(at, end), line });
      at = end;
      continue;
    }
    const number = take(NUMBER);
    const name = number === undefined ? take(NAME) : undefined;
    const sign = number === undefined && name === undefined ? take(SIGN) : undefined;
    if (number !== undefined) {
      tokens.push({ kind: 'number', value: Number(number), text: number, line });
    } else if (name !== undefined) {
      tokens.push({ kind: 'name', text: name, line });
    } else if (sign !== undefined) {
      tokens.push({ kind: 'sign', text: sign, line });
      line += sign === '\n' ? 1 : 0;
    } else {
      throw new BicepError(line, `${JSON.stringify(source[at])} is not known here`);
    }
  }
  return [...tokens, { kind: 'end', text: 'the end of the file', line }];
}

/** The text that begins at a quote. @returns `end`: where its source ends */
function textAt(source: string, begin: number, line: number) {
  const texts: string[] = [];
  const sources: string[] = [];
  let text = '';
  let at = begin + 1;
  for (;;) {
    const sign = source[at];
    if (sign === undefined || sign === '\n') {
      throw new BicepError(line, 'a text has no end');
    }
    if (sign === "'") {
      return { texts: [...texts, text], sources, end: at + 1 };
    }
    if (sign === '\\') {
      const meant = ESCAPES[source[at + 1] ?? ''];
      if (meant === undefined) {
        throw new BicepError(line, `\\${source[at + 1] ?? ''} is no escape that is known here`);
      }
      text += meant;
      at += 2;
    } else if (sign === '$' && source[at + 1] === '{') {
      const end = endOfSource(source, at + 2, line);
      texts.push(text);
      sources.push(source.slice(at + 2, end));
      text = '';
      at = end + 1;
    } else {
      text += sign;
      at += 1;
    }
  }
}

/** Where the `}` is that ends `${…}`. No text is known within one. */
function endOfSource(source: string, begin: number, line: number): number {
  const end = source.indexOf('}', begin);
  if (end === -1 || source.slice(begin, end).includes("'")) {
    throw new BicepError(line, 'what stands in ${…} is more than is known here');
  }
  return end;
}
