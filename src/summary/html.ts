/**
 * The parts of a summary. They are HTML, which GitHub's Markdown passes on as it stands between blank lines: no cell
 * can be broken by what is in it. Names that others chose stand in `<code>`, where GitHub makes no links of `@name`, `#1`
 * or an address.
 */

/** The longest name that is shown whole, in characters. */
const LONGEST_NAME = 80;
/** Up to eight characters, to the end of a word if one ends there. */
const PART = /[^]{0,7}(?:[-_./ ]|[^](?=$|(?<=\p{Ll})\p{Lu}))|[^]{1,8}/gu;

/** Text of ours, or text that stands in `<code>` already. Control characters and line ends become blanks. */
export function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[&<>"'`|*_~[\]\\:.@#$]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A name or other text that somebody else chose. */
export function code(text: string): string {
  const characters = Array.from(text);
  const cut = characters.length > LONGEST_NAME;
  const shown = cut ? [...characters.slice(0, LONGEST_NAME), '…'] : characters;
  return breakable(shown);
}

/**
 * Code that may be broken in two lines where a word ends in it, and after every few characters, so that no name makes a
 * table wider than the page.
 */
export function breakable(characters: readonly string[]): string {
  const parts = characters.join('').match(PART) ?? [];
  return `<code>${parts.map(escaped).join('<wbr>')}</code>`;
}

/** Lines of a message of this action: a line after `| ` is somebody else's text. */
export function paragraphs(lines: readonly string[]): string[] {
  return lines.map((line) => `<p>${inline(line)}</p>`);
}

/** One such line, for a cell. */
export function inline(line: string): string {
  return line.startsWith('| ')
    ? breakable(Array.from(line.slice(2)))
    : escaped(line).replace(/(?:&#64;|&#35;)[\w-]+/g, '<code>$&</code>');
}

/** A cell: HTML, and whether it is a number, which stands on the right. */
export interface Cell {
  readonly html: string;
  readonly number?: boolean;
}

export function cell(html: string): Cell {
  return { html };
}

export function number(text: string): Cell {
  return { html: escaped(text), number: true };
}

export function table(heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const head = heads.map((text) => `<th>${escaped(text)}</th>`).join('');
  const body = rows.map(
    (cells) =>
      `<tr>${cells.map(({ html, number: right }) => `<td${right === true ? ' align="right"' : ''}>${html}</td>`).join('')}</tr>`,
  );
  return ['<table>', `<tr>${head}</tr>`, ...body, '</table>'].join('\n');
}

/** What is folded under a title until somebody opens it. */
export function folded(title: string, content: string): string {
  return [`<details><summary>${escaped(title)}</summary>`, content, '</details>'].join('\n');
}
