/** Bundles are written in ASCII, and do what they did. */
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { asAscii } from '../../scripts/bundle/ascii.ts';

test.each([
  ['a text', `'a — b “c” 😀'`],
  ['a text with escapes', String.raw`'\— \\— \\\— \n—'`],
  ['a template, and what is in it', "`— ${`${'é'} 😀`} — ${1} —`"],
  ['an expression', `'a—b'.replace(/[—–]/, '-')`],
  ['an expression with a backslash', String.raw`'a—b'.replace(/[\—]|\\—/, '-')`],
  ['an expression that reads letters of two units', `'a😀b'.replace(/^a[😀😁]/u, '-')`],
  [
    'names',
    `(() => { const é = { ñ: 1 }; class A { #ü = é.ñ; get ü() { return this.#ü; } } return new A().ü; })()`,
  ],
  ['a name as a key', `Object.keys({ 'ключ': 1, значение: 2 }).join()`],
  ['comments', '/* — 😀 */ 1 // “c”\n + 1'],
  ['spaces of other alphabets', `1\u00a0+\u30001\ufeff`],
  ['a line end of other alphabets', `1 // one\u2028+ 1`],
])('%s', (_what, code) => {
  const written = asAscii(code, 'code.js');

  expect(written).toMatch(/^\p{ASCII}*$/u);
  expect(runInNewContext(written)).toEqual(runInNewContext(code));
});

test('code in ASCII stays as it is', () => {
  const code = String.raw`'\\' + "\u2014" // é`.replace('é', 'e');
  expect(asAscii(code, 'code.js')).toBe(code);
});

test('a template that a function may see as it is written is refused', () => {
  expect(() => asAscii('String.raw`—`', 'chunk.js')).toThrow('chunk.js has a tagged template');
  expect(asAscii("tag`a ${'b'}` // —", 'chunk.js')).toBe(String.raw`tag${"`a ${'b'}`"} // \u2014`);
});
