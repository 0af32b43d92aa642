import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Emulator } from '../../emulator/emulator.ts';
import { ENDS_WHEN_AWAITED } from '../../trials/endings.ts';
import { artifactsOf, errorOf, play, type Scenario, writes } from './scenario.ts';
import { startTimedEmulator } from './time/timed-emulator.ts';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startTimedEmulator({ behavior: { ...ENDS_WHEN_AWAITED, modelBytes: 50_000 } });
});
afterAll(async () => {
  await emulator.close();
});

interface Model {
  readonly platform: string;
  readonly flavor: string | null;
  readonly sha256: string | null;
  readonly modelUri: string | null;
  readonly artifactName: string | null;
}

function modelsOf({ run }: Scenario): Model[] {
  return JSON.parse(run.outputs.models ?? '[]') as Model[];
}

/** The exports that were asked for, in the order of the requests. */
function asked(scenario: Scenario): string[] {
  return writes(scenario).flatMap((request) => /\/export\?(.*) → 200$/.exec(request)?.[1] ?? []);
}

test('platforms are exported side by side, and every model is delivered under its own name', async () => {
  const project = await emulator.addProject({ integrated: true });
  const scenario = await play(emulator, project, {
    inputs: { platforms: 'ONNX\nCoreML, TensorFlow/TensorFlowLite', 'artifact-name': 'model.zip' },
  });

  const models = modelsOf(scenario);
  const names = ['model-ONNX.zip', 'model-CoreML.zip', 'model-TensorFlow-TensorFlowLite.zip'];
  expect(scenario.run.outputs).toMatchObject({ status: 'succeeded', artifactName: 'model-ONNX.zip' });
  expect(models.map(({ artifactName }) => artifactName)).toEqual(names);
  expect(models.map(({ modelUri }) => modelUri?.split('.').at(-1))).toEqual(['ONNX', 'CoreML', 'TensorFlow']);
  expect(scenario.run.outputs.modelUri).toBe(models[0]?.modelUri);
  const packages = project.project.iterations[0]?.exports ?? [];
  for (const { platform, sha256 } of models) {
    expect(sha256).toBe(packages.find((one) => one.platform === platform)?.package?.sha256);
  }
  expect(
    artifactsOf(emulator, project)
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...names].sort());
  // All of them were asked for before the first one was asked about again.
  expect(asked(scenario)).toHaveLength(3);
  expect(scenario.queue).toEqual([]);

  // From the first export on every line says whose it is, also those of the toolkit's artifact client.
  const lines = scenario.run.log.split('\n');
  const begin = lines.findIndex((line) => line.startsWith('ONNX: Started the export'));
  const unlabelled = lines
    .slice(begin)
    .filter((line) => !/^(ONNX|CoreML|TensorFlow\/TensorFlowLite): /.test(line));
  expect(unlabelled).toEqual([expect.stringMatching(/^3 models delivered\. Iteration .*: precision 0/)]);
  for (const label of ['ONNX', 'CoreML', 'TensorFlow/TensorFlowLite']) {
    expect(
      lines.filter((line) =>
        line.startsWith(`${label}: Uploading artifact: model-${label.replace('/', '-')}.zip`),
      ),
    ).toHaveLength(1);
    expect(
      lines.filter((line) => line.startsWith(`${label}: SHA256 digest of uploaded artifact is`)),
    ).toHaveLength(1);
  }
  expect(scenario.run.log).not.toContain('to CoreML');
});

test('flavors of one platform come one after the other, and each has the bytes of its own export', async () => {
  const project = await emulator.addProject({ integrated: true });
  const scenario = await play(emulator, project, {
    inputs: { platforms: 'TensorFlow/TensorFlowLite, TensorFlow/TensorFlowJs' },
  });

  expect(scenario.run.outputs.status).toBe('succeeded');
  const packages = project.project.iterations[0]?.exports ?? [];
  expect(packages).toHaveLength(2);
  for (const { flavor, sha256 } of modelsOf(scenario)) {
    expect(sha256).toBe(packages.find((one) => one.flavor === flavor)?.package?.sha256);
  }
  const log = scenario.run.log;
  const [fetched, started] = [
    log.indexOf('TensorFlow/TensorFlowLite: Saved'),
    log.indexOf('TensorFlow/TensorFlowJs: Started'),
  ];
  expect(fetched).toBeGreaterThan(0);
  expect(started).toBeGreaterThan(fetched);
});

test('two flavors that are both done already are told apart at a re-run', async () => {
  const project = await emulator.addProject({ integrated: true });
  const inputs = { platforms: 'TensorFlow/TensorFlowLite, TensorFlow/TensorFlowJs' };
  const first = await play(emulator, project, { inputs });
  const second = await play(emulator, project, { inputs, runAttempt: 2 });

  expect(second.run.outputs).toMatchObject({ status: 'succeeded', trained: 'false' });
  expect(asked(second)).toEqual([]);
  expect(modelsOf(second).map(({ sha256 }) => sha256)).toEqual(modelsOf(first).map(({ sha256 }) => sha256));
  // Their backups have overwritten each other: what is left is the second one's, and the first is the service's own copy.
  expect(modelsOf(second).map(({ modelUri }) => modelUri)).toEqual([null, modelsOf(first)[1]?.modelUri]);
});

test('one failed platform does not lose the others: they are uploaded, and the run ends red', async () => {
  const project = await emulator.addProject({ integrated: true });
  await play(emulator, project, { inputs: { platforms: 'CoreML', 'upload-artifact': 'false' } });
  project.project.behavior.exportOutcome = 'failed';
  const scenario = await play(emulator, project, { inputs: { platforms: 'ONNX, CoreML' } });

  expect(scenario.run.outputs).toMatchObject({ status: 'export-failed', modelUri: '', artifactName: '' });
  expect(modelsOf(scenario)).toMatchObject([
    { platform: 'ONNX', sha256: null, artifactName: null },
    { platform: 'CoreML', artifactName: 'custom-vision-model-CoreML.zip' },
  ]);
  const { title, message } = errorOf(scenario.run);
  expect(title).toBe('Export failed');
  expect(message).toContain('1 of 2 models could not be delivered: ONNX.');
  expect(artifactsOf(emulator, project).map(({ name }) => name)).toEqual(['custom-vision-model-CoreML.zip']);
  expect(scenario.run.summary).toContain('not delivered');

  project.project.behavior.exportOutcome = 'completed';
  const second = await play(emulator, project, { inputs: { platforms: 'ONNX, CoreML' }, runAttempt: 2 });
  expect(second.run.outputs.status).toBe('succeeded');
  expect(asked(second)).toEqual(['platform=ONNX']);
  expect(artifactsOf(emulator, project)).toHaveLength(2);
});

test('a run that only starts what is to be started asks for every platform, and ends green', async () => {
  const project = await emulator.addProject({ integrated: true });
  await play(emulator, project, { inputs: { 'upload-artifact': 'false' } });
  const inputs = { platforms: 'CoreML, TensorFlow', 'timeout-minutes': '0', 'on-timeout': 'detach' };
  const scenario = await play(emulator, project, { inputs });

  expect(scenario.run.outputs.status).toBe('pending');
  expect(asked(scenario).sort()).toEqual(['platform=CoreML', 'platform=TensorFlow']);
  const { run } = await play(emulator, project, { inputs: { platforms: 'CoreML, TensorFlow' } });
  expect(run.outputs.status).toBe('succeeded');
});
