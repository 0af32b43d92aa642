/**
 * One measurement, in a process of its own: `dataset-process.ts WAY COUNT`, where WAY is `ours` or `quickstart`. Prints a
 * line of JSON. The emulated service lives in the same process, in virtual time.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ServiceError } from '../../src/custom-vision/service-error.ts';
import type { ApiRequest } from '../../src/custom-vision/training-api.ts';
import { DatasetWorld } from '../../trials/dataset/dataset-world.ts';
import { png } from '../../trials/dataset/pictures.ts';
import { IMAGE_BYTES, type Measured } from './measured.ts';

/** The most images that the service takes in one request, as the quickstart sends them. */
const BATCH = 64;

const [way, count] = [process.argv[2], Number(process.argv[3])];
const world = await DatasetWorld.open();
const client = world.client();
try {
  for (let number = 0; number < count; number += 1) {
    await world.write({ [`images/bolt/${number}.png`]: png(number, 64, 64, IMAGE_BYTES) });
  }
  const began = world.time.now();
  const requests = way === 'ours' ? await ours() : await world.time.until(quickstart());
  const measured: Measured = {
    seconds: (world.time.now() - began) / 1_000,
    requests,
    images: world.project.images.length,
  };
  process.stdout.write(`${JSON.stringify(measured)}\n`);
} finally {
  await world.close();
}

async function ours(): Promise<number> {
  const { status, message, operations } = await world.run();
  if (status !== 'succeeded') {
    throw new Error(message);
  }
  return operations.length;
}

/** As the SDK does, it comes again when the service says so. @returns how often it was sent */
async function untilTaken(request: ApiRequest): Promise<number> {
  const { signal } = new AbortController();
  for (let sent = 1; ; sent += 1) {
    try {
      await client.send(request, signal);
      return sent;
    } catch (error) {
      if (!(error instanceof ServiceError && error.httpStatus === 429)) {
        throw error;
      }
      await world.time.sleep(error.retryAfterMs ?? 1_000, signal);
    }
  }
}

/** The loop of the Python quickstart: whole batches, one after the other, and no metadata. */
async function quickstart(): Promise<number> {
  const { signal } = new AbortController();
  const at = `/projects/${world.project.id}`;
  const query = { name: 'bolt' };
  const tag = await client.send(
    { operation: 'CreateTag', method: 'post', path: `${at}/tags`, query },
    signal,
  );
  const tagIds = [(tag as { id: string }).id];
  const folder = path.join(world.workspace, 'images/bolt');
  const files = await readdir(folder);
  let requests = 1;
  for (let start = 0; start < files.length; start += BATCH) {
    const images = [];
    for (const name of files.slice(start, start + BATCH)) {
      images.push({ name, contents: (await readFile(path.join(folder, name))).toString('base64'), tagIds });
    }
    const request = {
      operation: 'CreateImagesFromFiles',
      method: 'post',
      path: `${at}/images/files`,
    } as const;
    requests += await untilTaken({ ...request, body: { images } });
  }
  return requests;
}
