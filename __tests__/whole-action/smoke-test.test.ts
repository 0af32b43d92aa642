/**
 * examples/smoke-test.yml, with ONNX Runtime itself. It comes from the Python package index, at 45 MB with what it needs
 * (onnxruntime-web would be 33 MB more for every `npm ci`): without the index, or without Python 3, the test is skipped.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { openPackage } from '../../emulator/custom-vision/resource/model-package.ts';
import { png } from '../../trials/dataset/pictures.ts';
import { ENDS_WHEN_AWAITED } from '../../trials/endings.ts';
import { runProgram } from '../foreign/program.ts';
import { playExample } from './example-play.ts';
import { installOnce } from './python-packages.ts';
import { startTimedEmulator } from './time/timed-emulator.ts';

const NAME = 'smoke-test.yml';
const TITLE = `${NAME}: ONNX Runtime runs the delivered model on an image, and the job is red where it sees another tag`;
const TEXT = readFileSync(path.join(import.meta.dirname, '..', '..', 'examples', NAME), 'utf8');
const { jobs } = parse(TEXT) as { jobs: Record<string, { steps: { run?: string }[] }> };
const INSTALL = jobs['smoke-test']?.steps.findIndex(({ run }) => run?.includes('pip')) ?? -1;
const [INSTALL_STEP, ASK] = [`smoke-test.${INSTALL}`, `smoke-test.${INSTALL + 1}`];
/** What brings the model to the job. */
const DELIVERY = ['train.model', `smoke-test.${INSTALL - 1}`];
const BRIGHTNESS = 200;

// Before anything else, as a test can only be skipped when it is named.
const python = await installOnce(jobs['smoke-test']?.steps[INSTALL]?.run ?? '');

if ('folder' in python) {
  test(TITLE, async () => {
    const emulator = await startTimedEmulator({
      entra: true,
      behavior: { ...ENDS_WHEN_AWAITED, modelBytes: 50_000 },
    });
    const folder = mkdtempSync(path.join(tmpdir(), 'smoke-test-'));
    try {
      const project = await emulator.addProject();
      const kept = path.join(folder, 'model');
      let expected: Record<string, number> = {};
      /** @param without steps besides the installation; the model of an earlier play is there then */
      const play = async (without: readonly string[] = [], change = (text: string) => text) => {
        const { results, logs } = await playExample(emulator, project, NAME, {
          change,
          // Grey all over.
          files: { 'test/hemlock.png': png(BRIGHTNESS) },
          before: (label, { workspace, temp }) => {
            const model = path.join(workspace, 'model');
            if (label === ASK && without.length > 0) {
              cpSync(kept, model, { recursive: true });
            } else if (label === ASK) {
              cpSync(model, kept, { recursive: true });
              expected = answerOf(model);
            }
            if (label === INSTALL_STEP) {
              symlinkSync(python.folder, path.join(temp, 'python'));
            }
          },
          without: [INSTALL_STEP, ...without],
        });
        const found = [...(logs[ASK] ?? '').matchAll(/^([\w ]+): (0\.\d{4})$/gm)];
        expect(found).toHaveLength(2);
        for (const [, tag = '', probability] of found) {
          expect(Number(probability)).toBeCloseTo(expected[tag] ?? NaN, 3);
        }
        return results['smoke-test'];
      };
      const asItIs = await play();
      const [best = '', other = ''] = Object.keys(expected).sort(
        (one, another) => (expected[another] ?? 0) - (expected[one] ?? 0),
      );
      const probability = expected[best] ?? NaN;
      expect(asItIs).toBe(best === 'hemlock' && probability >= 0.6 ? 'success' : 'failure');

      const again = (tag: string, minimum: number) =>
        play(DELIVERY, (text) =>
          text
            .replace('EXPECTED_TAG: hemlock', `EXPECTED_TAG: ${tag}`)
            .replace("MINIMUM_PROBABILITY: '0.6'", `MINIMUM_PROBABILITY: '${minimum}'`),
        );
      expect(await again(best, probability - 0.01)).toBe('success');
      expect(await again(best, probability + 0.01)).toBe('failure');
      expect(await again(other, 0)).toBe('failure');
    } finally {
      rmSync(folder, { recursive: true });
      await emulator.close();
    }
  });

  test('ONNX Runtime runs a detector as well, whose boxes Microsoft’s sample can read', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'detector-'));
    try {
      const detector = openPackage({
        ...{ platform: 'ONNX', flavor: null, domainType: 'ObjectDetection', packaging: 'bare' },
        ...{ iterationId: '11111111-2222-4333-8444-555555555555', labels: ['bolt', 'nut', 'screw'] },
        ...{ exportedAt: 0, sizeBytes: 20_000, labelLineEnd: '\n' },
      });
      const model = path.join(folder, 'model.onnx');
      writeFileSync(model, await buffer(detector));
      const ask = `import sys, numpy, onnxruntime
session = onnxruntime.InferenceSession(sys.argv[1], providers=['CPUExecutionProvider'])
[data], [boxes] = session.get_inputs(), session.get_outputs()
[found] = session.run(None, {data.name: numpy.full(data.shape, 0.5, dtype='float32')})
print(data.name, data.shape, boxes.name, found.shape, bool(numpy.isfinite(found).all()))`;
      const program = path.join(python.folder, 'bin', 'python');
      const { stdout, stderr } = await runProgram(program, ['-c', ask, model]);
      expect(stderr).toBe('');
      expect(stdout.trim()).toBe('data [1, 3, 224, 224] model_outputs0 (1, 40, 13, 13) True');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
} else {
  test.skip(`${TITLE} (skipped: ${python.missing})`, () => undefined);
}

/** The softmax of the mean colour times the weights, which are the end of the file. */
function answerOf(folder: string): Record<string, number> {
  const labels = readFileSync(path.join(folder, 'labels.txt'), 'utf8').split('\r\n');
  const model = readFileSync(path.join(folder, 'model.onnx'));
  const name = model.lastIndexOf('weights');
  let [at, length] = [name + 'weights'.length + 1, 0];
  for (let factor = 1; ; factor *= 128) {
    const byte = model.readUInt8(at);
    at += 1;
    length += (byte & 0x7f) * factor;
    if (byte < 0x80) break;
  }
  expect(at + length).toBe(model.length);
  const scores = labels.map(() => 0);
  for (let index = 0; at + index * 4 < model.length; index += 1) {
    const column = index % labels.length;
    scores[column] = (scores[column] ?? 0) + (BRIGHTNESS / 255) * model.readFloatLE(at + index * 4);
  }
  const exponentials = scores.map((score) => Math.exp(score - Math.max(...scores)));
  const sum = exponentials.reduce((all, one) => all + one, 0);
  return Object.fromEntries(labels.map((label, column) => [label, (exponentials[column] ?? 0) / sum]));
}
