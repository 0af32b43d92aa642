/**
 * docs/WAIT.md against the code of the wait: its rules, its numbers, and which file keeps which rule.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { BROKEN_RULES } from '../../trials/simulation/broken-rules.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const DOCUMENT = read('docs/WAIT.md');
const FILES = readdirSync(path.join(ROOT, 'src', 'wait')).map((file) => `src/wait/${file}`);
const RULES = [...DOCUMENT.matchAll(/^### Rule (\d+): /gm)].map(([, number]) => Number(number));

/** The rows of the first table under a heading, without its head; code marks are taken off. */
function rowsUnder(heading: string): string[][] {
  const section = DOCUMENT.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
}

/** Every rule that a file names: "rule 1", "Rules 2, 6 and 7". */
function rulesNamedIn(file: string): number[] {
  const named = [...read(file).matchAll(/\brules? (\d(?:, \d)*(?: and \d)?)/gi)].flatMap(
    ([, numbers]) => numbers?.match(/\d/g) ?? [],
  );
  return [...new Set(named.map(Number))].sort();
}

/** In milliseconds where there is a unit: `2 min` is `[120000]`, `1, 2 s` is `[1000, 2000]`, `8` is `[8]`. */
function documented(value: string): number[] {
  const [, numbers = '', unit = ''] = /^([\d., ]+?) ?(s|min|h)?$/.exec(value) ?? [];
  const factor = { s: 1_000, min: 60_000, h: 3_600_000 }[unit] ?? 1;
  return numbers.split(',').map((number) => Number(number) * factor);
}

/** The value of a constant, in milliseconds if its name ends with a unit; it may be a product or a list. */
function inCode(file: string, name: string): number[] {
  const value = new RegExp(`^const ${name} = \\[?([\\d_, *]+)\\]?;$`, 'm').exec(read(file))?.[1] ?? '';
  const factor = name.endsWith('_SECONDS') ? 1_000 : 1;
  return value.split(',').map(
    (product) =>
      product
        .replaceAll('_', '')
        .split('*')
        .reduce((all, number) => all * Number(number), 1) * factor,
  );
}

test('there are nine rules, and the simulation breaks each of them', () => {
  expect(RULES).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect([...new Set(BROKEN_RULES.map(({ rule }) => rule))].sort()).toEqual(RULES);
});

test('the files of the wait name the rules that the table says they keep, and every rule is kept somewhere', () => {
  const table = rowsUnder('Which file keeps which rule').map(
    ([file = '', rules = '']) => [file, rules.split(', ').map(Number)] as const,
  );
  const code = FILES.map((file) => [file, rulesNamedIn(file)] as const).filter(
    ([, rules]) => rules.length > 0,
  );
  expect(Object.fromEntries(table)).toEqual(Object.fromEntries(code));
  expect([...new Set(table.flatMap(([, rules]) => rules))].sort()).toEqual(RULES);
});

test.each(
  rowsUnder('The numbers').map(([rule = '', name = '', value = '', file = '']) => ({
    rule,
    name,
    value,
    file,
  })),
)('rule $rule: $name is $value in the code as well, and the rule says so', ({ rule, name, value, file }) => {
  expect(inCode(file, name)).toEqual(documented(value));
  expect(rulesNamedIn(file)).toContain(Number(rule));
  const text = DOCUMENT.split(`### Rule ${rule}: `)[1]?.split('\n##')[0] ?? '';
  const last = value.split(', ').at(-1) ?? '';
  expect(text.replaceAll('\n', ' ')).toMatch(new RegExp(`\\b(${last}|${SAID[name] ?? last})\\b`));
});

/** Where a rule says a number in words, or in another unit. */
const SAID: Readonly<Record<string, string>> = {
  REST_PER_VAIN_QUESTION_MS: '100 ms',
  WORN_DEQUEUE_COUNT: 'twice',
};

test('only files and commands are named that exist', () => {
  const named = [...DOCUMENT.matchAll(/`((?:src|trials|__tests__|docs)\/[\w./-]+)`/g)].map(
    ([, file = '']) => file,
  );
  expect(named.length).toBeGreaterThan(9);
  named.forEach((file) => {
    expect(read(file.replace(/^src\/wait$/, 'src/wait/wait.ts'))).not.toBe('');
  });
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const commands = [...DOCUMENT.matchAll(/`npm run (\w+)/g)].map(([, script]) => script);
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(commands));
});
