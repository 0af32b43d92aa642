/**
 * Shows runs at a terminal, in colours if the terminal supports them.
 */
import { styleText } from 'node:util';

const VALUE_WIDTH = 160;
const MARKS = {
  error: { prefix: 'Error: ', style: 'red' },
  warning: { prefix: 'Warning: ', style: 'yellow' },
  notice: { prefix: 'Notice: ', style: 'cyan' },
  group: { prefix: '▸ ', style: 'bold' },
} as const;

export function print(text = ''): void {
  process.stdout.write(`${text}\n`);
}

export function heading(title: string, detail: string): void {
  print();
  print(`${styleText('bold', title)}  ${styleText('dim', detail)}`);
}

/** A line of a step's log, as the runner shows it. */
export function logLine(line: string): void {
  if (line === '##[endgroup]') return;
  const [, tag, text] = /^##\[(error|warning|notice|group)\](.*)$/s.exec(line) ?? [];
  const mark = MARKS[tag as keyof typeof MARKS] as (typeof MARKS)[keyof typeof MARKS] | undefined;
  const shown = mark === undefined ? line : styleText(mark.style, `${mark.prefix}${text ?? ''}`);
  for (const part of shown.split('\n')) print(`${styleText('dim', '  │')} ${part}`);
}

export function check(holds: boolean, claim: string): void {
  print(`  ${holds ? styleText('green', '✓') : styleText('red', '✗')} ${claim}`);
}

/** Two columns; a long value is cut. */
export function table(rows: readonly (readonly [name: string, value: string])[]): void {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  for (const [name, value] of rows) {
    const cut = value.length > VALUE_WIDTH ? `${value.slice(0, VALUE_WIDTH - 1)}…` : value;
    print(`  ${name.padEnd(width)}  ${value === '' ? styleText('dim', '(empty)') : cut}`);
  }
}

export function ending(succeeded: boolean, text: string): void {
  print();
  print(styleText(['bold', succeeded ? 'green' : 'red'], `${succeeded ? '✓' : '✗'} ${text}`));
}
