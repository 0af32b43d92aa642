/**
 * What takes longer than it can, and what a run says that ends before what it has begun.
 */
import { NOT_BY_ITSELF } from '../../../trials/endings.ts';
import { timeOf } from '../time/timed-emulator.ts';
import { attached, type Scene, type Trouble } from './trouble.ts';

const DAY_MS = 86_400_000;

function iterationOf({ project }: Scene): string {
  return project.project.iterations[0]?.id ?? '?';
}

const RETRAIN = { 'when-unchanged': 'retrain', 'timeout-minutes': '1' };

export const OF_TIME: readonly Trouble[] = [
  {
    name: 'a training of another run that hangs',
    title: 'Training takes too long',
    status: 'timed-out',
    behavior: { trainingSeconds: NOT_BY_ITSELF },
    says: (scene) => [
      `The training of iteration ${iterationOf(scene)} has run since 20`,
      ' at least, for 48 h',
      'It is one that workflow run 12 of GitHub started. Its name:\n| gh-12-0123abcd\n',
    ],
    saysOnce: 'longer than a regular training takes',
    arrange: ({ emulator, project }) => {
      const began = (timeOf(emulator)?.now() ?? 0) - 2 * DAY_MS;
      emulator.service.trainings.add(project.projectId, {
        status: 'Training',
        name: 'gh-12-0123abcd',
        created: began - DAY_MS,
        began,
        lastModified: began,
      });
      return { inputs: { 'timeout-minutes': '5' } };
    },
  },
  {
    name: 'an export that hangs',
    title: 'Export takes too long',
    status: 'timed-out',
    behavior: { exportSeconds: NOT_BY_ITSELF },
    says: (scene) => [`This run waits for the export of iteration ${iterationOf(scene)} to ONNX since 20`],
    saysOnce: 'longer than an export takes',
    arrange: (scene) => ({ inputs: { ...attached(scene).inputs, 'timeout-minutes': '65' } }),
  },
  {
    name: 'a run that was to retrain and whose time is up',
    title: 'Timed out',
    status: 'timed-out',
    trained: 1,
    behavior: { trainingSeconds: NOT_BY_ITSELF },
    says: (scene) => [
      `\nNext: to go on with iteration ${iterationOf(scene)}, give iteration-id: ${iterationOf(scene)}; without it`,
      'would pay for another training, because when-unchanged is retrain.',
    ],
    arrange: () => ({ inputs: RETRAIN }),
  },
  {
    name: 'a run that was to retrain and leaves',
    title: 'Detached',
    status: 'pending',
    trained: 1,
    behavior: { trainingSeconds: NOT_BY_ITSELF },
    says: (scene) => [`give iteration-id: ${iterationOf(scene)}; without it`],
    arrange: () => ({ inputs: { ...RETRAIN, 'on-timeout': 'detach' } }),
  },
  {
    name: 'a run that was to retrain and is cancelled',
    onPosix: true,
    title: 'Cancelled',
    status: 'cancelled',
    trained: 1,
    behavior: { trainingSeconds: NOT_BY_ITSELF },
    says: (scene) => [`give iteration-id: ${iterationOf(scene)}; without it`],
    arrange: () => ({
      inputs: RETRAIN,
      during: async (action) => {
        await action.waitFor('Waiting for the training');
        action.signal('SIGINT');
      },
    }),
  },
  {
    name: 'a run that was to fail where nothing changed, and whose export fails',
    title: 'Export failed',
    status: 'export-failed',
    trained: 1,
    behavior: { exportOutcome: 'failed' },
    says: (scene) => [
      `give iteration-id: ${iterationOf(scene)}; without it a new run of the workflow would end with "Nothing changed"`,
    ],
    arrange: () => ({ inputs: { 'when-unchanged': 'fail' } }),
  },
];
