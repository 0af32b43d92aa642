import { expect, test } from '@jest/globals';
import { objectionsTo, type Outcome } from '../../trials/matrix/kill-judgement.ts';

const SHA256 = 'ab'.repeat(32);
const MODEL = { platform: 'ONNX', sha256: SHA256, artifactId: 1_000, artifactName: 'm.zip' };
const EXPORT = {
  platform: 'ONNX',
  flavor: null,
  status: 'Done',
  downloadUri: '',
  path: '',
  package: { bytes: 1, sha256: SHA256 },
} as const;
const TRAIN = { method: 'POST', path: '/projects/p/train', query: '', status: 200 };
const ASK_EXPORT = {
  method: 'POST',
  path: '/projects/p/iterations/i/export',
  query: 'platform=ONNX',
  status: 200,
};

/** A run that was killed, and one that went on. */
function outcome(changes: Partial<Outcome> = {}, model: Partial<typeof MODEL> = {}): Outcome {
  return {
    platforms: ['ONNX'],
    runs: [
      { outputs: { iterationId: 'i' }, log: '' },
      {
        outputs: { status: 'succeeded', iterationId: 'i', models: JSON.stringify([{ ...MODEL, ...model }]) },
        log: '',
      },
    ],
    iterations: [{ id: 'i', exports: [EXPORT] }],
    requests: [TRAIN, { ...TRAIN, status: 400 }, ASK_EXPORT, { ...ASK_EXPORT, method: 'GET' }],
    artifacts: [
      { id: 999, name: 'm.zip', digest: null, finalized: false },
      { id: 1_000, name: 'm.zip', digest: `sha256:${SHA256}`, finalized: true },
    ],
    leftMessages: [],
    ...changes,
  };
}

test('a run that goes on where the first one was killed is as it should be', () => {
  expect(objectionsTo(outcome())).toEqual([]);
});

const WRONG: readonly [string, Outcome, string][] = [
  ['a failed run', outcome({ runs: [{ outputs: { status: 'failed' }, log: 'why' }] }), 'ended failed'],
  ['no end', outcome({ runs: [{ outputs: {}, log: '' }] }), 'without a status'],
  ['a second training', outcome({ requests: [TRAIN, TRAIN, ASK_EXPORT] }), '2 trainings'],
  [
    'a second iteration',
    outcome({
      iterations: [
        { id: 'i', exports: [EXPORT] },
        { id: 'j', exports: [] },
      ],
    }),
    '2 iterations',
  ],
  [
    'another iteration',
    outcome({ iterations: [{ id: 'j', exports: [EXPORT] }] }),
    'name the iterations i, i',
  ],
  ['a second export', outcome({ requests: [TRAIN, ASK_EXPORT, ASK_EXPORT] }), '2 exports to ONNX'],
  [
    'an export too many',
    outcome({ iterations: [{ id: 'i', exports: [EXPORT, EXPORT] }] }),
    '2 exports instead',
  ],
  ['no artifact', outcome({ artifacts: [] }), '0 finished artifacts'],
  [
    'another artifact',
    outcome({ artifacts: [{ id: 1_000, name: 'm.zip', digest: 'sha256:cd', finalized: true }] }),
    'the artifact of ONNX is another model',
  ],
  ['another model', outcome({}, { sha256: 'cd' }), 'is not what was exported'],
  ['another name', outcome({}, { artifactName: 'n.zip' }), 'another name than told'],
  ['another platform', outcome({}, { platform: 'CoreML' }), 'the output models has CoreML'],
  ['a message', outcome({ leftMessages: ['text'] }), 'left on the queue: text'],
];

test.each(WRONG)('%s is objected to', (_what, wrong, objection) => {
  expect(objectionsTo(wrong).join('\n')).toContain(objection);
});
