import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { underLabel } from '../../../src/github/client-log.ts';

const write = process.stdout.write.bind(process.stdout);
let written: string[];

beforeAll(() => {
  process.stdout.write = (chunk: string | Uint8Array): boolean => {
    written.push(String(chunk));
    return true;
  };
});
beforeEach(() => {
  written = [];
});
afterAll(() => {
  process.stdout.write = write;
});

const next = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function say(...lines: readonly string[]): Promise<void> {
  for (const line of lines) {
    await next();
    process.stdout.write(`${line}\n`);
  }
}

test('lines of actions that run side by side say whose they are, and others stay as they are', async () => {
  const actions = ['ONNX', 'CoreML'].map((label) => underLabel(label, () => say('begin', 'end')));
  await say('the run itself');
  await Promise.all(actions);
  process.stdout.write('after\n');
  expect(written.sort()).toEqual(
    [
      'CoreML: begin\n',
      'CoreML: end\n',
      'ONNX: begin\n',
      'ONNX: end\n',
      'after\n',
      'the run itself\n',
    ].sort(),
  );
});

test.each([
  ['::debug::sizes', '::debug::ONNX: sizes'],
  ['::warning title=x::No data', '::warning title=x::ONNX: No data'],
  ['::add-mask::secret', '::add-mask::secret'],
  ['first\nsecond', 'ONNX: first\nONNX: second'],
])('the runner goes on to understand %j', async (said, shown) => {
  await underLabel('ONNX', () => say(said));
  expect(written).toEqual([`${shown}\n`]);
});

test('without a label nothing is changed, and bytes never are', async () => {
  await underLabel(undefined, () => say('plain'));
  await underLabel('ONNX', () => {
    process.stdout.write(Buffer.from('bytes'));
    return Promise.resolve();
  });
  expect(written).toEqual(['plain\n', 'bytes']);
});
