/**
 * Exports to several platforms: how long a run takes and how often it asks the service, against a script that exports
 * one platform after the other.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Emulator, type SeededProject, startEmulator } from '../../emulator/emulator.ts';
import { runAction } from '../../emulator/github/runner/runner.ts';
import type { Figure, Section } from '../figure.ts';

const SCRIPT = path.join(import.meta.dirname, 'one-after-another.ts');
const ROOT = path.join(import.meta.dirname, '..', '..');
const EXPORT_SECONDS = 10;
const MODEL_BYTES = 10_000_000;
/** There are six platforms. Eight exports are these six and another flavor of two of them. */
const TARGETS = [
  'ONNX',
  'CoreML',
  'TensorFlow',
  'OpenVino',
  'VAIDK',
  'DockerFile',
  'ONNX/OnnxFloat16',
  'TensorFlow/TensorFlowLite',
];
const COUNTS = [1, 2, 4, 8];
const MOST_OF_ONE = 1.3;

interface Measured {
  readonly seconds: number;
  readonly calls: number;
}

export const section: Section = {
  name: 'platforms',
  title: `Platforms: exports of ${EXPORT_SECONDS} s and ${MODEL_BYTES / 1e6} MB each, from the start of the step to its end`,
  measure: async (say) => {
    const emulator = await startEmulator({
      behavior: { exportSeconds: EXPORT_SECONDS, modelBytes: MODEL_BYTES },
    });
    try {
      const ours: Measured[] = [];
      const baselines: Measured[] = [];
      for (const count of COUNTS) {
        const targets = TARGETS.slice(0, count);
        say(`${count}: side by side`);
        ours.push(await measured(emulator, (project) => runStep(emulator, project, targets)));
        say(`${count}: one after the other`);
        baselines.push(await measured(emulator, (project) => runScript(emulator, project, targets)));
      }
      return COUNTS.flatMap((count, index) => figures(count, ours[index], baselines[index], ours[0]));
    } finally {
      await emulator.close();
    }
  },
};

function figures(
  count: number,
  ours: Measured | undefined,
  baseline: Measured | undefined,
  one: Measured | undefined,
): Figure[] {
  if (ours === undefined || baseline === undefined || one === undefined) {
    throw new Error(`${count} exports were not measured`);
  }
  const what = `${count} ${count === 1 ? 'export' : 'exports'}`;
  const name = 'one after the other, asked for every second';
  return [
    {
      what: `${what}: time`,
      unit: 's',
      ours: ours.seconds,
      baselines: [{ name, value: baseline.seconds }],
      floor: { name: 'one export alone, at the service', value: EXPORT_SECONDS },
      ...(count === 4 && {
        bar: {
          text: `≤ ${MOST_OF_ONE} × the time of one (${(ours.seconds / one.seconds).toFixed(2)} ×)`,
          met: ours.seconds <= MOST_OF_ONE * one.seconds,
        },
      }),
    },
    {
      what: `${what}: requests to the training API`,
      unit: 'calls',
      ours: ours.calls,
      baselines: [{ name, value: baseline.calls }],
      floor: { name: 'each asked for, and read once', value: 2 * count },
    },
  ];
}

/** Measures `work` in a project of its own, which has a trained iteration. */
async function measured(
  emulator: Emulator,
  work: (project: SeededProject) => Promise<void>,
): Promise<Measured> {
  const project = await emulator.addProject({ integrated: true });
  emulator.service.trainings.add(project.projectId);
  const before = emulator.log.entries.length;
  const began = performance.now();
  await work(project);
  const seconds = (performance.now() - began) / 1_000;
  const calls = emulator.log.entries.slice(before).filter(({ service }) => service === 'training').length;
  return { seconds, calls };
}

async function runStep(
  emulator: Emulator,
  project: SeededProject,
  targets: readonly string[],
): Promise<void> {
  const run = await runAction({
    actionFolder: ROOT,
    inputs: {
      endpoint: emulator.endpoint,
      'training-key': emulator.trainingKey,
      'project-id': project.projectId,
      'notification-queue-uri': project.notificationQueueUri,
      'export-model-container-uri': project.exportModelContainerUri,
      'storage-account-key': emulator.storageAccountKey,
      platforms: targets.join(','),
    },
    resultsUrl: emulator.resultsUrl,
    runtimeToken: emulator.artifacts.tokenFor({ runId: project.projectId }),
  });
  await run.cleanUp();
  if (run.outputs.status !== 'succeeded' || run.outputs.trained !== 'false') {
    throw new Error(`the run ended ${run.outputs.status ?? 'without a status'}:\n${run.log}`);
  }
}

async function runScript(
  emulator: Emulator,
  { projectId, project }: SeededProject,
  targets: readonly string[],
): Promise<void> {
  const iterationId = project.iterations[0]?.id ?? '';
  const exportsUrl = `${emulator.endpoint}/customvision/v3.3/training/projects/${projectId}/iterations/${iterationId}/export`;
  await promisify(execFile)(process.execPath, [SCRIPT, exportsUrl, ...targets], {
    env: {
      ...process.env,
      TRAINING_KEY: emulator.trainingKey,
      ACTIONS_RESULTS_URL: emulator.resultsUrl,
      ACTIONS_RUNTIME_TOKEN: emulator.artifacts.tokenFor({ runId: `${projectId}-script` }),
    },
    maxBuffer: 16 * 1024 * 1024,
  });
}
