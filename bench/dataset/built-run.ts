/**
 * The built action on images of 100 kB, in a process of its own on a fast clock, against an emulated service in this one
 * that keeps no pictures: how much memory the action takes.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startAction } from '../../emulator/github/runner/runner.ts';
import { startTrainingServer } from '../../emulator/custom-vision/http/server.ts';
import { SystemClock } from '../../emulator/custom-vision/resource/clock.ts';
import { Faults } from '../../emulator/custom-vision/resource/faults.ts';
import { CustomVisionService } from '../../emulator/custom-vision/resource/resource.ts';
import { RequestLog } from '../../emulator/request-log.ts';
import { NO_STORAGE } from '../../trials/dataset/dataset-world.ts';
import { png } from '../../trials/dataset/pictures.ts';
import { IMAGE_BYTES } from './measured.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const CLOCK = pathToFileURL(path.join(import.meta.dirname, 'fast-clock.ts')).href;
const TRAINING_KEY = 'the-key-of-the-benchmark';
/** As fast as this machine can follow. */
const TIMES = 20;

/** @returns the most memory that the action's process had */
export async function builtRunMegabytes(count: number): Promise<number> {
  const workspace = await mkdtemp(path.join(tmpdir(), 'dataset-bench-'));
  const faults = new Faults();
  const service = new CustomVisionService({ clock: new SystemClock(), storage: NO_STORAGE, faults });
  const server = await startTrainingServer({
    service,
    trainingKey: TRAINING_KEY,
    faults,
    log: new RequestLog(),
  });
  try {
    const project = service.projects.add({ tags: [] });
    await mkdir(path.join(workspace, 'images/bolt'), { recursive: true });
    for (let number = 0; number < count; number += 1) {
      await writeFile(path.join(workspace, `images/bolt/${number}.png`), png(number, 64, 64, IMAGE_BYTES));
    }
    const told = path.join(workspace, 'told');
    const run = await startAction({
      actionFolder: path.join(ROOT, 'dataset'),
      inputs: {
        endpoint: server.endpoint,
        'training-key': TRAINING_KEY,
        'project-id': project.id,
        path: 'images',
      },
      secrets: [TRAINING_KEY],
      nodeOptions: ['--import', CLOCK],
      env: { GITHUB_WORKSPACE: workspace, FAST_CLOCK: String(TIMES), FAST_CLOCK_FILE: told },
    }).ended;
    await run.cleanUp();
    if (run.outputs.uploaded !== String(count)) {
      throw new Error(`The built action did not send ${count} images:\n${run.log}`);
    }
    const { kilobytes } = JSON.parse(await readFile(told, 'utf8')) as { kilobytes: number };
    return kilobytes / 1_024;
  } finally {
    await server.close();
    await service.close();
    await rm(workspace, { recursive: true, force: true });
  }
}
