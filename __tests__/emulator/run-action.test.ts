import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { Connection } from '../../emulator/connection.ts';
import { parseRunCommand, runHelp } from '../../emulator/run-action/command-line.ts';
import { filledIn, namesFilledIn } from '../../emulator/run-action/filled-in.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const CONNECTION = { endpoint: 'http://e', trainingKey: 'k', projectId: 'p' } as Connection;
/** The emulator's options, so that it is always one of its own. */
const QUICK = ['--training-seconds', '0.2', '--export-seconds', '0.2', '--model-bytes', '50000'];

/** What a run keeps goes in here. */
const folder = mkdtempSync(path.join(tmpdir(), 'run-action-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['emulator/run-action.ts', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: folder, TEMP: folder },
  });
}

test('inputs and options of the emulator are told apart, in any of the ways to write them', () => {
  const command = parseRunCommand(
    ['--platforms', 'ONNX,CoreML', '--dry-run', '--tier=F0', '--tolerance=0.1', '--overwrite', 'false'],
    ROOT,
  );
  expect(command).toMatchObject({ action: 'train', folder: ROOT, help: false, startOptions: ['--tier=F0'] });
  expect(command.inputs).toEqual({
    platforms: 'ONNX,CoreML',
    'dry-run': 'true',
    tolerance: '0.1',
    overwrite: 'false',
  });
});

test.each([
  [['--platform', 'ONNX'], '--platform is neither an input of the action train nor an option'],
  [['ONNX'], '"ONNX" is no option'],
  [['--action', 'deploy'], '--action must be train or dataset or publish'],
  [['--action', 'publish', '--platforms', 'ONNX'], '--platforms is neither an input of the action publish'],
])('%j is refused', (args, message) => {
  expect(() => parseRunCommand(args, ROOT)).toThrow(message);
});

test('what the emulator knows is filled in, unless it is given, also in another way', () => {
  const asked = (...args: string[]) => parseRunCommand(args, ROOT);
  expect(filledIn(asked(), CONNECTION)).toMatchObject({ endpoint: 'http://e', 'project-id': 'p' });
  expect(namesFilledIn(asked('--project-name', 'x', '--endpoint', 'y'))).toEqual([
    'training-key',
    'notification-queue-uri',
    'export-model-container-uri',
    'storage-account-key',
  ]);
  expect(namesFilledIn(asked('--action', 'publish'))).toEqual([
    'endpoint',
    'training-key',
    'project-id',
    'iteration-id',
    'prediction-resource-id',
  ]);
  expect(namesFilledIn(asked('--action', 'publish', '--unpublish'))).not.toContain('iteration-id');
});

test('--help lists every input with its default', () => {
  const command = parseRunCommand(['--help'], ROOT);
  const help = runHelp(command, ROOT, namesFilledIn(command));
  for (const name of Object.keys(command.declared)) expect(help).toContain(`  --${name}`);
  expect(help).toContain('--platforms (ONNX)');
  expect(help).toContain('--endpoint (from the emulator)');
  expect(Math.max(...help.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(110);
});

test('it runs the built action, and ends as the action does', () => {
  const green = run('--platforms', 'ONNX', ...QUICK);
  expect(green.stderr).toBe('');
  expect(green.stdout).toContain('Model delivered');
  expect(green.stdout).toMatch(/^ {2}status +succeeded$/m);
  expect(green.status).toBe(0);

  const red = run('--action', 'publish', '--publish-name', 'production', '--iteration-id', 'x', ...QUICK);
  expect(red.stdout).toContain('iteration-id');
  expect(red.status).toBe(1);

  const published = run('--action', 'publish', '--publish-name', 'production', ...QUICK);
  expect(published.stdout).toMatch(/^ {2}changed +true$/m);
  expect(published.status).toBe(0);
  expect(run('--no-such-input', 'x').status).toBe(2);
});
