/**
 * The parameter `$filter` of GetImages: `key1 eq 'value1' and key2 ne 'value2'`, with `eq`, `ne`, `and` and `or`. The
 * Swagger's example begins with `metadata=`, which is read as well; parentheses are not documented.
 */
import { badRequest } from '../resource/api-error.ts';
import type { ApiError } from '../resource/api-error.ts';
import type { Image } from '../resource/project.ts';

type Metadata = Image['metadata'];
type Test = (metadata: Metadata) => boolean;

/** In a text, a quote is written twice. */
const TOKEN = /\s*(?:'((?:[^']|'')*)'|([^\s'=]+))/y;

/** `and` binds more than `or`. @throws ApiError for anything else */
export function imageFilter(text: string): Test {
  const tokens = tokensOf(text.replace(/^\s*metadata\s*=/, ''));
  const either: Test[][] = [[]];
  for (let at = 0; at < tokens.length; at += 4) {
    const [key, operator, value, joint] = tokens.slice(at, at + 4);
    if (key?.word === undefined || value?.text === undefined || !/^(eq|ne)$/.test(operator?.word ?? '')) {
      throw unreadable(text);
    }
    if (joint !== undefined && (!/^(and|or)$/.test(joint.word ?? '') || at + 4 === tokens.length)) {
      throw unreadable(text);
    }
    const [name, wanted, equal] = [key.word, value.text, operator?.word === 'eq'];
    either.at(-1)?.push((metadata) => (metadata[name] === wanted) === equal);
    if (joint?.word === 'or') either.push([]);
  }
  if (tokens.length === 0) throw unreadable(text);
  return (metadata) => either.some((all) => all.every((test) => test(metadata)));
}

function tokensOf(text: string): { text?: string; word?: string }[] {
  const tokens: { text?: string; word?: string }[] = [];
  let at = 0;
  while (text.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const [whole, quoted, word] = TOKEN.exec(text) ?? [];
    if (whole === undefined) throw unreadable(text);
    tokens.push(quoted === undefined ? { word: word ?? '' } : { text: quoted.replaceAll("''", "'") });
    at += whole.length;
  }
  return tokens;
}

function unreadable(text: string): ApiError {
  return badRequest('BadRequestInvalid', `"$filter" cannot be read: ${text}`);
}
