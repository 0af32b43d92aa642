/**
 * Text that somebody else wrote: the service, a queue message, a blob, a user's input. The runner executes
 * `::command::` at the start of a line and `##[command]` anywhere in it, so none of it reaches the log raw.
 */
import { withoutSecrets } from './secrets.ts';

const LONGEST = 2_000;

/**
 * A line of its own for foreign text: `| ` and the text, with control characters as `\xNN`, `##[` as `##\x5b`
 * and SAS signatures and account keys left out: whoever
 * holds them holds the access, whosever they are. Texts over 2,000 characters are cut.
 */
export function foreign(text: string): string {
  return `| ${defused(text)}`;
}

/** Foreign text inside one of our own lines: as `foreign`, in double quotes. */
export function quoted(text: string): string {
  return `"${defused(text)}"`;
}

function defused(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length} characters)` : text;
  return withoutSecrets(cut)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, escaped)
    .replaceAll('##[', '##\\x5b');
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code <= 0xff
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}
