/**
 * Text that somebody else wrote: the service, a queue message, a blob, a user's input. The runner executes
 * `::command::` at the start of a line and `##[command]` anywhere in it, so the action never logs such text raw.
 */
import { withoutSecrets } from './secrets.ts';

const LONGEST = 2_000;
/** Nobody reads on from here: to look for secrets in megabytes takes seconds. */
const LONGEST_READ = 65_536;

/**
 * Foreign text on a line of its own, after `| `. Control characters become `\xNN`, and `##[` becomes `##\x5b`. Secrets
 * are left out even if they are not ours, because everybody who reads the log could use them. Texts over 2,000
 * characters are cut.
 */
export function foreign(text: string): string {
  return `| ${defused(text)}`;
}

/** Foreign text inside a line of ours: in double quotes, and otherwise as `foreign` writes it. */
export function quoted(text: string): string {
  return `"${defused(text)}"`;
}

function defused(text: string): string {
  // A secret is only recognised while it is whole, so it is taken out before the text is cut.
  const safe = withoutSecrets(text.slice(0, LONGEST_READ));
  const isLong = safe.length > LONGEST || text.length > LONGEST_READ;
  return (isLong ? `${safe.slice(0, LONGEST)}… (${text.length} characters)` : safe)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, codeOf)
    .replaceAll('##[', '##\\x5b');
}

function codeOf(character: string): string {
  const hex = character.charCodeAt(0).toString(16);
  return hex.length > 2 ? `\\u${hex.padStart(4, '0')}` : `\\x${hex.padStart(2, '0')}`;
}
