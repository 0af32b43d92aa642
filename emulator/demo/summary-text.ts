/**
 * A job summary as text for a terminal: its headings, paragraphs and tables, with real columns. What is folded on GitHub
 * is shown below its title. It reads only what a summary of the action is made of.
 */

const WIDTH = 100;
const GAP = '   ';
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };

interface Cell {
  /** More than one where the cell has line breaks. */
  readonly lines: readonly string[];
  readonly right: boolean;
}

type Row = readonly Cell[];

/** @param markdown with tables and paragraphs in HTML @returns lines */
export function summaryText(markdown: string): string[] {
  const blocks = markdown.matchAll(
    /^## (?<heading>.*)$|<p>(?<paragraph>[^]*?)<\/p>|<table>(?<table>[^]*?)<\/table>|<summary>(?<title>[^]*?)<\/summary>/gm,
  );
  return [...blocks].flatMap(({ groups = {} }) => {
    const { heading, paragraph, table, title } = groups;
    if (table !== undefined) return [...aligned(rowsOf(table)), ''];
    if (title !== undefined) return [`${text(title)}:`];
    if (heading !== undefined) return [text(heading), '='.repeat(length(text(heading))), ''];
    return [...linesOf(paragraph).flatMap(wrapped), ''];
  });
}

function rowsOf(table: string): Row[] {
  return [...table.matchAll(/<tr>([^]*?)<\/tr>/g)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd](?<more>[^>]*)>(?<html>[^]*?)<\/t[hd]>/g)].map(({ groups = {} }) => ({
      lines: linesOf(groups.html),
      right: groups.more?.includes('right') ?? false,
    })),
  );
}

/** A heading stands above its column as the column's own cells do. */
function aligned(rows: readonly Row[]): string[] {
  const [head = [], ...body] = rows;
  const columns = head.map((cell, index) => {
    const cells = rows.flatMap((row) => row[index] ?? []);
    return {
      width: Math.max(...cells.flatMap(({ lines }) => lines.map(length))),
      right: body.some((row) => row[index]?.right === true),
      title: cell.lines.join(' '),
    };
  });
  const line = (texts: readonly string[]): string =>
    columns
      .map(({ width, right }, index) => {
        const blanks = ' '.repeat(Math.max(0, width - length(texts[index] ?? '')));
        return right ? `${blanks}${texts[index] ?? ''}` : `${texts[index] ?? ''}${blanks}`;
      })
      .join(GAP)
      .trimEnd();
  const lines = body.flatMap((row) => {
    const height = Math.max(1, ...row.map((cell) => cell.lines.length));
    return Array.from({ length: height }, (_unused, index) =>
      line(row.map((cell) => cell.lines[index] ?? '')),
    );
  });
  return [
    line(columns.map(({ title }) => title)),
    columns.map(({ width }) => '─'.repeat(width)).join(GAP),
    ...lines,
  ];
}

/** In characters, not in UTF-16 units. */
function length(line: string): number {
  return Array.from(line).length;
}

function linesOf(html = ''): string[] {
  return html.split('<br>').map(text);
}

function text(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(?:#(\d+)|([a-z]+));/g, (whole, code: string | undefined, name: string | undefined) =>
      code === undefined ? (ENTITIES[name ?? ''] ?? whole) : String.fromCodePoint(Number(code)),
    );
}

function wrapped(paragraph: string): string[] {
  const lines = [''];
  for (const word of paragraph.split(/\s+/)) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && length(last) + length(word) >= WIDTH) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
