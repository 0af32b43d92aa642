import { beforeEach, expect, test } from '@jest/globals';
import type { Failure } from '../../../src/report/failure.ts';
import type { Exported } from '../../../src/deliver/backup.ts';
import { ensureExported } from '../../../src/deliver/export.ts';
import type { ExportTarget } from '../../../src/custom-vision/platforms.ts';
import { readIteration } from '../../../src/custom-vision/entities.ts';
import {
  fakeWorld,
  ITERATION,
  iterationJson,
  PROJECT,
  notificationText,
  OTHER_ITERATION,
} from '../../../trials/fakes/fake-services.ts';
import { lostAnswer, refusal } from '../../../trials/fakes/fake-training-api.ts';

const ONNX: ExportTarget = { platform: 'ONNX', flavor: null };
const EXISTS = refusal('BadRequestExportAlreadyInProgress');
const LINK = 'https://service.example/model?sig=s3cret';

const IDS = { projectId: PROJECT, iterationId: ITERATION };
const ASKED: unknown = expect.any(Map);

let world = fakeWorld();
/** How many exports had been asked for when the backups were listed. */
let askedBefore: number[] = [];

beforeEach(() => {
  world = fakeWorld();
  askedBefore = [];
  world.container.meanwhile = () => {
    askedBefore.push(world.api.count('ExportIteration'));
  };
});

function exportJson(
  status: string,
  flavor: string | null = null,
  platform = 'ONNX',
): Record<string, unknown> {
  return { platform, status, flavor, downloadUri: status === 'Done' ? LINK : null };
}

async function exported(
  target: ExportTarget = ONNX,
  iteration: Readonly<Record<string, unknown>> = {},
): Promise<Exported> {
  return await ensureExported(
    readIteration(iterationJson(ITERATION, 'Completed', iteration)),
    target,
    (mostMs) => world.run.customVision.getExports(ITERATION, mostMs),
    world.run,
  );
}

async function failure(
  target?: ExportTarget,
  iteration?: Readonly<Record<string, unknown>>,
): Promise<Failure> {
  return (await exported(target, iteration).then(
    () => undefined,
    (error: unknown) => error,
  )) as Failure;
}

/** From then on GetExports gives this, and a message says so. */
function endsIn(ms: number, ...exports: Record<string, unknown>[]): void {
  world.clock.after(ms, () => {
    world.queue.send(notificationText('Export', { exportStatus: 'ExportCompleted' }));
    world.api.on('GetExports', exports);
  });
}

test('an export that is done is used again, and nothing is asked for', async () => {
  world.api.on('GetExports', [exportJson('Done')]);
  expect(await exported()).toEqual({
    ...IDS,
    target: ONNX,
    downloadUri: LINK,
    justEnded: false,
    earlier: null,
  });
  expect(world.api.requests).toHaveLength(1);
  expect(askedBefore).toEqual([]);
  expect(world.clock.sleeps).toEqual([]);
});

test('an export that runs is joined', async () => {
  world.api.on('GetExports', [exportJson('Exporting')]);
  endsIn(20_000, exportJson('Done'));
  expect(await exported()).toMatchObject({ downloadUri: LINK, justEnded: true, earlier: null });
  expect(world.api.count('ExportIteration')).toBe(0);
});

test('an absent export is asked for, right after the backups were listed, and awaited', async () => {
  world.api.on('GetExports', [], [exportJson('Exporting')]).on('ExportIteration', exportJson('Exporting'));
  endsIn(20_000, exportJson('Done'));
  const etag = world.container.put(`${PROJECT} - ${ITERATION}.ONNX`);
  expect(await exported()).toEqual({
    ...IDS,
    earlier: new Map([[`${PROJECT} - ${ITERATION}.ONNX`, etag]]),
    target: ONNX,
    downloadUri: LINK,
    justEnded: true,
  });
  expect(askedBefore).toEqual([0]);
  expect(world.api.of('ExportIteration')[0]?.query).toEqual({ platform: 'ONNX' });
});

test('a flavor is passed on', async () => {
  const target: ExportTarget = { platform: 'TensorFlow', flavor: 'TensorFlowLite' };
  world.api
    .on('GetExports', [], [exportJson('Done', 'TensorFlowLite', 'TensorFlow')])
    .on('ExportIteration', exportJson('Exporting', 'TensorFlowLite', 'TensorFlow'));
  world.queue.send(notificationText('Export'));
  await exported(target);
  expect(world.api.of('ExportIteration')[0]?.query).toEqual({
    platform: 'TensorFlow',
    flavor: 'TensorFlowLite',
  });
});

test.each([
  ['of a training', notificationText('Training', { trainingStatus: 'TrainingCompleted' })],
  ['of another iteration', notificationText('Export', { iterationId: OTHER_ITERATION })],
  ['of another project', notificationText('Export', { projectId: OTHER_ITERATION })],
  [
    'of another platform',
    notificationText('Export', {
      modelUri: `https://account.blob.core.windows.net/models/${PROJECT}%20-%20${ITERATION}.CoreML`,
    }),
  ],
])('a notification %s lets nothing be asked, and stays on the queue', async (_whose, text) => {
  world.api.on('GetExports', [], [exportJson('Exporting')]).on('ExportIteration', exportJson('Exporting'));
  world.clock.after(5_000, () => {
    world.queue.send(text);
  });
  endsIn(20_000, exportJson('Done'));
  expect(await exported()).toMatchObject({ downloadUri: LINK });
  expect(world.api.count('GetExports')).toBe(2);
  await world.inbox.close(world.run.signal);
  expect(world.queue.texts).toEqual([text]);
});

test('a message of this platform, or of none, lets it be asked at once', async () => {
  world.api.on('GetExports', [], [exportJson('Exporting')]).on('ExportIteration', exportJson('Exporting'));
  world.clock.after(5_000, () => {
    const modelUri = `https://account.blob.core.windows.net/models/${PROJECT}%20-%20${ITERATION}.ONNX`;
    world.queue.send(notificationText('Export', { modelUri }));
    world.api.on('GetExports', [exportJson('Done')]);
  });
  const began = world.clock.now();
  expect(await exported()).toMatchObject({ downloadUri: LINK });
  expect(world.clock.now() - began).toBeLessThan(10_000);
});

test('a failed export is asked for once more', async () => {
  world.api
    .on('GetExports', [exportJson('Failed')], [exportJson('Exporting')])
    .on('ExportIteration', exportJson('Exporting'));
  endsIn(20_000, exportJson('Done'));
  expect(await exported()).toMatchObject({ earlier: ASKED });
  expect(world.api.count('ExportIteration')).toBe(1);
});

test('the failed export of before, still listed beside the new one, does not hide it', async () => {
  world.api
    .on('GetExports', [exportJson('Failed')], [exportJson('Failed'), exportJson('Exporting')])
    .on('ExportIteration', exportJson('Exporting'));
  world.queue.send(notificationText('Export', { exportStatus: 'ExportFailed' }));
  endsIn(20_000, exportJson('Failed'), exportJson('Done'));
  expect(await exported()).toMatchObject({ earlier: ASKED, downloadUri: LINK });
});

test('an export that fails ends the run, and is not asked for again', async () => {
  world.api.on('GetExports', [], [exportJson('Exporting')]).on('ExportIteration', exportJson('Exporting'));
  endsIn(20_000, exportJson('Failed'));
  const { status, message } = await failure();
  expect(status).toBe('export-failed');
  expect(message).toContain('to ONNX');
  expect(message).toContain('Next: ');
  expect(world.api.count('ExportIteration')).toBe(1);
});

test.each([
  ['done', exportJson('Done', 'OnnxFloat16')],
  ['running', exportJson('Exporting', 'OnnxFloat16')],
])('another flavor of the platform that is %s is another model: ours is asked for', async (_state, other) => {
  world.api
    .on('GetExports', [other], [other, exportJson('Exporting')])
    .on('ExportIteration', exportJson('Exporting'));
  endsIn(20_000, { ...other, status: 'Done', downloadUri: `${LINK}2` }, exportJson('Done'));
  expect(await exported()).toMatchObject({ downloadUri: LINK, earlier: ASKED });
  expect(world.api.count('ExportIteration')).toBe(1);
});

test('a lost answer with another flavor listed since is not taken for ours', async () => {
  const other = exportJson('Exporting', 'OnnxFloat16');
  world.api
    .on('GetExports', [], [other], [other, exportJson('Exporting')])
    .on('ExportIteration', lostAnswer(503), exportJson('Exporting'));
  endsIn(20_000, { ...other, status: 'Done', downloadUri: `${LINK}2` }, exportJson('Done'));
  expect(await exported()).toMatchObject({ downloadUri: LINK, target: ONNX });
  expect(world.api.count('ExportIteration')).toBe(2);
});

test('a lost answer with only the old failure listed is not answered by that: it is asked for again', async () => {
  world.api
    .on('GetExports', [exportJson('Failed')], [exportJson('Failed')], [exportJson('Exporting')])
    .on('ExportIteration', lostAnswer(null), exportJson('Exporting'));
  endsIn(20_000, exportJson('Done'));
  expect(await exported()).toMatchObject({ downloadUri: LINK, earlier: ASKED });
  expect(world.api.count('ExportIteration')).toBe(2);
});

test('an export of another platform is not ours', async () => {
  world.api.on('GetExports', [exportJson('Done', null, 'CoreML'), exportJson('Done')]);
  expect(await exported()).toMatchObject({ downloadUri: LINK, justEnded: false });
});

test('platform and flavor are compared in any case, and an empty flavor is none', async () => {
  world.api.on('GetExports', [exportJson('Done', '', 'onnx')]);
  expect(await exported()).toMatchObject({ earlier: null });
});

test('a flavor that the service fills in by itself is ours from then on', async () => {
  world.api
    .on('GetExports', [], [exportJson('Exporting', 'ONNX10')])
    .on('ExportIteration', exportJson('Exporting', 'ONNX10'));
  endsIn(20_000, exportJson('Done', 'ONNX10'));
  expect(await exported()).toEqual({
    ...IDS,
    target: { platform: 'ONNX', flavor: 'ONNX10' },
    downloadUri: LINK,
    justEnded: true,
    earlier: new Map(),
  });
});

test('already in progress joins the export that runs, or uses the one that is done', async () => {
  world.api.on('GetExports', [], [exportJson('Exporting')]).on('ExportIteration', EXISTS);
  endsIn(20_000, exportJson('Done'));
  await expect(exported()).resolves.toMatchObject({ downloadUri: LINK });
  world = fakeWorld();
  world.api.on('GetExports', [], [exportJson('Done')]).on('ExportIteration', EXISTS);
  await expect(exported()).resolves.toMatchObject({ downloadUri: LINK });
});

test('already in progress, without a flavor, joins the only export of the platform', async () => {
  world.api.on('GetExports', [exportJson('Done', 'ONNX10')]).on('ExportIteration', EXISTS);
  expect(await exported()).toMatchObject({
    target: { platform: 'ONNX', flavor: 'ONNX10' },
    downloadUri: LINK,
    earlier: null,
  });
});

test('already in progress with nothing that could be meant ends the run with the code', async () => {
  const flavors = [exportJson('Done', 'ONNX10'), exportJson('Done', 'ONNX12')];
  world.api.on('GetExports', flavors).on('ExportIteration', EXISTS);
  const { status, message } = await failure();
  expect(status).toBe('export-failed');
  expect(message).toContain('BadRequestExportAlreadyInProgress');
});

test.each([[null], [[]], [['CoreML', 'DockerFile', 'ONNX', 'TensorFlow']]])(
  'an iteration that says of its platforms %j is tried: older versions leave out some that are possible',
  async (exportableTo) => {
    const target = { platform: 'VAIDK', flavor: null } as const;
    world.api.on('GetExports', [exportJson('Done', null, 'VAIDK')]);
    await expect(exported(target, { exportableTo })).resolves.toMatchObject({ downloadUri: LINK });
  },
);

test.each([503, null])(
  'after a lost answer (%s) the export is looked for before it is repeated',
  async (httpStatus) => {
    world.api.on('GetExports', [], [exportJson('Exporting')]).on('ExportIteration', lostAnswer(httpStatus));
    endsIn(20_000, exportJson('Done'));
    expect(await exported()).toMatchObject({ earlier: ASKED });
    expect(world.api.count('ExportIteration')).toBe(1);
  },
);

test('a lost answer with nothing begun is repeated once, and not twice', async () => {
  world.api.on('GetExports', []).on('ExportIteration', lostAnswer(500));
  const { status } = await failure();
  expect(status).toBe('export-failed');
  expect(world.api.count('ExportIteration')).toBe(2);
});

test('the second sending after a lost answer may succeed', async () => {
  world.api
    .on('GetExports', [], [], [exportJson('Exporting')])
    .on('ExportIteration', lostAnswer(503), exportJson('Exporting'));
  endsIn(20_000, exportJson('Done'));
  expect(await exported()).toMatchObject({ earlier: ASKED });
  expect(world.api.count('ExportIteration')).toBe(2);
});

test.each([
  ['a training', notificationText('Training')],
  ['another iteration', notificationText('Export', { iterationId: OTHER_ITERATION })],
  ['another project', notificationText('Export', { projectId: OTHER_ITERATION })],
])('a message about %s wakes nobody', async (_what, text) => {
  world.api.on('GetExports', [exportJson('Exporting')], [exportJson('Done')]);
  world.queue.send(text);
  await exported();
  expect(world.clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(120_000);
});

test('an export that is done at once needs no wait', async () => {
  world.api.on('GetExports', [], [exportJson('Done')]).on('ExportIteration', exportJson('Done'));
  expect(await exported()).toMatchObject({ earlier: ASKED, downloadUri: LINK });
  expect(world.clock.sleeps).toEqual([]);
});

test('the signature of a download link is masked before anybody has the link', async () => {
  world.api.on('GetExports', [exportJson('Done')]);
  await exported();
  expect(world.report.masked).toContain('s3cret');
  expect(world.report.log).not.toContain('s3cret');
});

test('a refused export is explained as a failed export', async () => {
  world.api
    .on('GetExports', [])
    .on('ExportIteration', refusal('BadRequestExportPlatformNotSupportedForAdvancedTraining'));
  const { status, message } = await failure();
  expect(status).toBe('export-failed');
  expect(message).toContain('training-type: Regular');
});

test('at the deadline the service has 10 s to say that the export has ended after all', async () => {
  world = fakeWorld({}, 60_000);
  world.api.on('GetExports', [], [exportJson('Done')]).on('ExportIteration', exportJson('Exporting'));
  await expect(exported()).resolves.toMatchObject({ downloadUri: LINK });
  expect(world.api.of('GetExports').map(({ timeoutMs }) => timeoutMs)).toEqual([undefined, 10_000]);
});
