/**
 * Plays two runs of a workflow against the emulator, with images added between them. Each trains, judges, exports and
 * uploads with the built action; a second job of the second run downloads the model. The exit code is 0 only if
 * everything that the action claims is true.
 *
 *     node emulator/demo.ts [FOLDER WITH ANOTHER action.yml]
 */
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

import { checksOf } from './demo/checks.ts';
import { keepResults } from './demo/kept-results.ts';
import { summaryText } from './demo/summary-text.ts';
import { startEmulator, type Emulator, type SeededProject } from './emulator.ts';
import { jobOutputs, startAction, type ActionOptions, type ActionRun } from './github/runner/runner.ts';
import { check, ending, heading, logLine, print, table } from './github/runner/terminal.ts';

const TRAINING_S = 4;
const EXPORT_S = 2;
/** Of the second run: both are 0.8 at least, and none may be much worse than in the first. */
const GATE = {
  'minimum-precision': '0.8',
  'minimum-recall': '0.8',
  'no-worse-than': 'previous',
  tolerance: '0.02',
};
const FIRST_IMAGES = [
  { name: 'hemlock', images: 24 },
  { name: 'japanese cherry', images: 8 },
  { name: 'norway maple', images: 12 },
];
/** Of each tag, after the first run. */
const IMAGES_LATER = 40;
/** Outputs with links to pages of a workflow run on GitHub, where this one never was. */
const HOLD_LINKS = ['artifactUrl', 'models'];
/** Short, because the demo waits for each of them. */
const CANCEL_DELAYS = { interruptMs: 2_000, terminateMs: 500 };

const project = path.resolve(import.meta.dirname, '..');
const failedChecks: string[] = [];
const cleanUps: (() => Promise<void>)[] = [];
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interrupted.abort(new Error(`Ended by ${signal}.`));
  });
}

try {
  await demo(path.resolve(process.argv[2] ?? project));
  interrupted.signal.throwIfAborted();
} catch (error) {
  const reason: unknown = interrupted.signal.aborted ? interrupted.signal.reason : error;
  failedChecks.push(reason instanceof Error ? reason.message : String(reason));
} finally {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
}
const seconds = (performance.now() / 1000).toFixed(1);
if (failedChecks.length === 0) ending(true, `Trained, exported, delivered and checked in ${seconds} s.`);
else ending(false, `The demo failed after ${seconds} s: ${failedChecks.join('; ')}`);
process.exitCode = failedChecks.length === 0 ? 0 : 1;

async function demo(actionFolder: string): Promise<void> {
  requireBuilt(actionFolder);
  heading('Emulator', 'Azurite, the training API and the artifact service on loopback ports');
  const emulator = await startEmulator({
    behavior: { trainingSeconds: TRAINING_S, exportSeconds: EXPORT_S },
  });
  cleanUps.push(() => emulator.close());
  const seeded = await emulator.addProject({
    name: 'Trees',
    settings: { classificationType: 'Multiclass' },
    tags: FIRST_IMAGES,
  });
  print(`  project ${seeded.projectId}: training takes ${TRAINING_S} s, an export ${EXPORT_S} s`);

  const inputs = {
    endpoint: emulator.endpoint,
    'training-key': emulator.trainingKey,
    'project-id': seeded.projectId,
    'notification-queue-uri': seeded.notificationQueueUri,
    'export-model-container-uri': seeded.exportModelContainerUri,
    'storage-account-key': emulator.storageAccountKey,
  };
  const secrets = [emulator.trainingKey, emulator.storageAccountKey];
  const train = async (runId: string, more: Readonly<Record<string, string>>): Promise<ActionRun> => {
    const run = await runStep({
      actionFolder,
      inputs: { ...inputs, ...more },
      secrets,
      runId,
      resultsUrl: emulator.resultsUrl,
      runtimeToken: emulator.artifacts.tokenFor({ runId }),
    });
    if (run.conclusion !== 'success') throw new Error('the action failed, see its log above');
    return run;
  };

  heading('First run, job train', 'uses: ./');
  const first = await train('1', {});

  const images = topUp(emulator, seeded);
  heading('Second run, job train', `uses: ./ · ${images} images were added · ${withLine(GATE)}`);
  const second = await train('2', GATE);
  const { artifactName = '' } = jobOutputs(second).outputs;

  heading('Summary', 'of the second run, as its page on GitHub would show it');
  for (const line of summaryText(second.summary)) print(line === '' ? '' : `  ${line}`);

  heading('Job deploy', `needs: train · downloads ${artifactName || 'nothing'}`);
  const deployed = await runStep({
    actionFolder: path.join(import.meta.dirname, 'github', 'download-artifact'),
    inputs: { name: artifactName },
    resultsUrl: emulator.resultsUrl,
    runtimeToken: emulator.artifacts.tokenFor({ runId: '2', jobId: 'deploy' }),
  });
  const files = await filesIn(deployed.outputs['download-path']);
  table(files.map(({ name, bytes }) => [name, `${bytes.toLocaleString('en')} bytes`]));

  heading('Outputs', 'of job train; its addresses and temporary paths end with the demo');
  table(Object.entries(second.outputs).filter(([name]) => !HOLD_LINKS.includes(name)));

  heading('Checks', 'what was claimed, held against the emulator');
  for (const { holds, claim } of await checksOf({ first, second, deployed, files }, seeded, emulator)) {
    check(holds, claim);
    if (!holds) failedChecks.push(`it does not hold that ${claim}`);
  }

  const kept = await keepResults(second, process.env, interrupted.signal);
  heading('Kept', kept.folder);
  for (const name of kept.files) print(`  ${path.join(kept.folder, name)}`);
  if (kept.noPicture !== null) {
    print(
      `  No picture of the summary: Chromium does not run here (${kept.noPicture}). CHROME_PATH may name one that does.`,
    );
  }
}

/** Brings every tag to the same number of images. @returns how many were added */
function topUp({ service }: Emulator, { projectId, project: { tags } }: SeededProject): number {
  const missing = tags.map(({ id }, index) => ({
    id,
    count: IMAGES_LATER - (FIRST_IMAGES[index]?.images ?? 0),
  }));
  for (const { id, count } of missing) service.projects.addImages(projectId, count, id);
  return missing.reduce((sum, { count }) => sum + count, 0);
}

async function runStep(options: ActionOptions): Promise<ActionRun> {
  interrupted.signal.throwIfAborted();
  const action = startAction({ ...options, onLine: logLine });
  const cancel = (): void => void action.cancel(CANCEL_DELAYS);
  interrupted.signal.addEventListener('abort', cancel);
  try {
    const run = await action.ended;
    cleanUps.push(() => run.cleanUp());
    return run;
  } finally {
    interrupted.signal.removeEventListener('abort', cancel);
    interrupted.signal.throwIfAborted();
  }
}

function withLine(inputs: Readonly<Record<string, string>>): string {
  return Object.entries(inputs)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');
}

function requireBuilt(actionFolder: string): void {
  if (actionFolder !== project || existsSync(path.join(project, 'dist', 'index.js'))) return;
  throw new Error('dist/index.js is missing: build it with `npm run build` first');
}

async function filesIn(folder: string | undefined): Promise<{ name: string; bytes: number }[]> {
  const names = folder === undefined ? [] : (await readdir(folder)).sort();
  return Promise.all(
    names.map(async (name) => ({ name, bytes: (await stat(path.join(folder ?? '', name))).size })),
  );
}
