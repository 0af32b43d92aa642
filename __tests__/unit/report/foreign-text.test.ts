import { expect, test } from '@jest/globals';
import { foreign, quoted } from '../../../src/report/foreign-text.ts';

test.each([
  ['plain text', 'a model of ours', '| a model of ours'],
  ['a workflow command', '::set-output name=a::b', '| ::set-output name=a::b'],
  ['a workflow command on a second line', 'x\n::error::y', '| x\\x0a::error::y'],
  ['a workflow command after CR', 'x\r::error::y\r\n', '| x\\x0d::error::y\\x0d\\x0a'],
  ['a workflow command of the old form', 'x ##[group]y', '| x ##\\x5bgroup]y'],
  ['several of the old form', '##[a]###[b]', '| ##\\x5ba]###\\x5bb]'],
  ['control characters', '\u0000\u0007\u001b[31m\u007f\u0085', '| \\x00\\x07\\x1b[31m\\x7f\\x85'],
  ['line and paragraph separators', 'a\u2028b\u2029c', '| a\\u2028b\\u2029c'],
  ['letters of any script', 'Äpfel 模型 🍎', '| Äpfel 模型 🍎'],
  ['nothing', '', '| '],
])('%s is one harmless line', (_what, text, expected) => {
  expect(foreign(text)).toBe(expected);
  expect(quoted(text)).toBe(`"${expected.slice(2)}"`);
});

test.each([
  ['in a query', 'https://a.example/b?sv=1&sig=s3cret&se=2', '| https://a.example/b?sv=1&sig=***&se=2'],
  ['as the first parameter', '?SIG=s3cret', '| ?SIG=***'],
  ['percent-encoded', '?sig=s3%2Bcret%3D rest', '| ?sig=*** rest'],
  ['in quotes', '{"uri":"https://a.example/b?sig=s3cret"}', '| {"uri":"https://a.example/b?sig=***"}'],
  ['alone', 'sig=s3cret', '| sig=***'],
])('the signature of a SAS %s is left out', (_how, text, expected) => {
  expect(foreign(text)).toBe(expected);
});

test.each([
  ['in a URL inside a URL', 'https://a.example/?to=https%3A%2F%2Fb.example%2Fc%3Fsv%3D1%26sig%3Ds3cret'],
  [
    'as the first parameter of a URL inside a URL',
    'https://a.example/?to=https%3A%2F%2Fb.example%3Fsig%3Ds3cret',
  ],
  ['in JSON that escapes its ampersands', '{"uri":"https://a.example/b?sv=1\\u0026sig\\u003ds3cret"}'],
  ['in JSON that escapes only its ampersands', '{"uri":"https://a.example/b?sv=1\\u0026sig=s3cret"}'],
  ['in HTML', '<a href="https://a.example/b?sv=1&amp;sig=s3cret">'],
])('the signature of a SAS %s is left out too', (_how, text) => {
  expect(foreign(text)).not.toContain('s3cret');
});

test('what only ends in sig is no signature', () => {
  expect(foreign('design=blue&config=x')).toBe('| design=blue&config=x');
});

test('a text of 2,000 characters is kept, a longer one is cut and its length is told', () => {
  expect(foreign('x'.repeat(2_000))).toBe(`| ${'x'.repeat(2_000)}`);
  expect(foreign('x'.repeat(70_000))).toBe(`| ${'x'.repeat(2_000)}… (70000 characters)`);
});

test('a signature that is cut in the middle is left out all the same', () => {
  const text = `${'x'.repeat(1_980)}?sig=s3cret-and-much-more-of-it`;
  expect(foreign(text)).not.toContain('s3cret');
});

test('a long text costs no more time than its length', () => {
  expect(foreign('sig'.repeat(300_000)).length).toBeLessThan(3_000);
});
