import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Emulator, startEmulator } from '../../emulator/emulator.ts';
import { runAction } from '../../emulator/github/runner/runner.ts';
import { BUILT_AZURITE } from '../../trials/cheap-processes.ts';
import { publishing } from './publish-scenario.ts';
import { inputsFor } from './scenario.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const COURSE = pathToFileURL(path.join(import.meta.dirname, 'course.ts')).href;
/** Each with a text that only its own code in the bundle has. */
const BIG_PACKAGES = {
  '@actions/artifact': './node_modules/@actions/artifact/',
  '@actions/github': './node_modules/@actions/github/',
  '@azure/identity': './node_modules/@azure/identity/',
  '@azure/storage-blob': './node_modules/@azure/storage-blob/',
  '@azure/storage-queue': './node_modules/@azure/storage-queue/',
  // With @azure-rest/core-client, which the storage SDKs hold too.
  'training API': "userAgentPrefix: 'custom-vision-train-export'",
  yauzl: 'invalid central directory file header signature',
};

let emulator: Emulator;
let folder = '';

beforeAll(async () => {
  emulator = await startEmulator({
    azuriteOptions: BUILT_AZURITE,
    behavior: { trainingSeconds: 1, exportSeconds: 1, modelBytes: 50_000 },
  });
});
afterAll(async () => {
  await emulator.close();
});
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'course-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Runs the built action. @returns its loads and requests in order: `load FILE`, `send METHOD PATH` */
async function courseOf(
  changes: Readonly<Record<string, string>> = {},
  publishes = false,
): Promise<string[]> {
  const file = path.join(folder, 'course');
  const project = await emulator.addProject({ integrated: true });
  emulator.service.trainings.add(project.projectId);
  const run = await runAction({
    actionFolder: path.join(ROOT, publishes ? 'publish' : '.'),
    inputs: {
      ...(publishes ? publishing(emulator, project).inputs : inputsFor(emulator, project)),
      ...changes,
    },
    resultsUrl: emulator.resultsUrl,
    runtimeToken: emulator.artifacts.tokenFor({ runId: project.projectId }),
    nodeOptions: ['--import', COURSE],
    env: { COURSE_FILE: file },
  });
  await run.cleanUp();
  expect(run.outputs.status).toBe(changes['project-id'] === undefined ? 'succeeded' : 'failed');
  return (await readFile(file, 'utf8')).trim().split('\n');
}

/** The big packages in the files that a part of a course loads, in order. */
async function bigPackages(course: readonly string[], dist = 'dist'): Promise<string[]> {
  const files = course.flatMap((line) => /^load (.+\.js)$/.exec(line)?.[1] ?? []);
  const codes = await Promise.all(files.map((file) => readFile(path.join(ROOT, dist, file), 'utf8')));
  return codes.flatMap((code) =>
    Object.entries(BIG_PACKAGES).flatMap(([name, text]) => (code.includes(text) ? [name] : [])),
  );
}

test('the project is asked for first, and each big package is loaded when it is first used', async () => {
  const course = await courseOf();
  const where = (line: RegExp): number => course.findIndex((text) => line.test(text));
  const project = where(/^send GET .*\/projects\/[^/]+$/);
  const request = where(/^send POST .*\/export\?/);
  const model = where(/^send GET .*\.onnx/i);

  expect(course.find((line) => line.startsWith('send '))).toBe(course[project]);
  expect(await bigPackages(course.slice(0, project))).toEqual(['training API']);
  // The clients would look whether a body is a form, but for scripts/bundle.
  expect(course).not.toContain('had loaded fetch');
  const untilExport = await bigPackages(course.slice(project, request));
  expect(untilExport.sort()).toEqual(['@actions/github', '@azure/storage-blob', '@azure/storage-queue']);
  expect(await bigPackages(course.slice(request, model))).toEqual([]);
  // With copies of what it uses of the others.
  expect(await bigPackages(course.slice(model))).toEqual(
    expect.arrayContaining(['@actions/artifact', 'yauzl']),
  );
});

test('refused inputs need the edge of the process, without any of the big packages', async () => {
  const course = await courseOf({ 'project-id': '42' });
  // The first listens for signals; the others are all that reads inputs.
  expect(course.find((line) => !line.endsWith('.ts'))).toBe('load index.js');
  expect(course.filter((line) => line.startsWith('load '))).toHaveLength(3);
  expect(await bigPackages(course)).toEqual([]);
});

test('the bundle goes without undici, and with what imports it', async () => {
  const licences = await readFile(path.join(ROOT, 'dist', 'licenses.txt'), 'utf8');
  expect(licences).toMatch(/^@actions\/http-client /m);
  expect(licences).not.toMatch(/^undici /m);
});

test('the action that publishes loads the training API, and only when its inputs are good', async () => {
  const refused = await courseOf({ 'project-id': '42' }, true);
  expect(refused.filter((line) => line.startsWith('load '))).toHaveLength(3);
  expect(await bigPackages(refused, 'dist/publish')).toEqual([]);
  await rm(path.join(folder, 'course'));
  const published = await courseOf({ 'iteration-id': 'newest' }, true);
  expect(await bigPackages(published, 'dist/publish')).toEqual(['training API']);
  expect(published).not.toContain('had loaded fetch');
});

test('neither bundle holds what only the other action does', async () => {
  const holds = async (dist: string, text: string): Promise<boolean> => {
    const files = (await readdir(path.join(ROOT, dist))).filter((file) => file.endsWith('.js'));
    const codes = await Promise.all(files.map((file) => readFile(path.join(ROOT, dist, file), 'utf8')));
    return codes.some((code) => code.includes(text));
  };
  expect([await holds('dist', 'quicktest'), await holds('dist/publish', 'quicktest')]).toEqual([false, true]);
  expect([await holds('dist', 'forceTrain'), await holds('dist/publish', 'storage-blob')]).toEqual([
    true,
    false,
  ]);
});
