/**
 * The baseline, as many would write it: for one platform after the other it starts the export, reads it every second
 * until it is done, downloads the model by the export's link, and uploads it with the artifact client's defaults.
 *
 * node one-after-another.ts URL-OF-THE-EXPORTS PLATFORM[/FLAVOR]…
 * with the key in TRAINING_KEY, and the runner's variables of the artifact service
 */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { DefaultArtifactClient } from '@actions/artifact';

const POLL_MS = 1_000;

interface Export {
  readonly platform: string;
  readonly flavor: string | null;
  readonly status: string;
  readonly downloadUri: string;
}

const [exportsUrl = '', ...targets] = process.argv.slice(2);
const folder = await mkdtemp(path.join(tmpdir(), 'one-after-another-'));
try {
  for (const target of targets) {
    const file = path.join(folder, `${target.replace('/', '-')}.zip`);
    await download((await exportTo(target)).downloadUri, file);
    await new DefaultArtifactClient().uploadArtifact(path.basename(file), [file], folder);
  }
} finally {
  await rm(folder, { recursive: true });
}

async function exportTo(target: string): Promise<Export> {
  const [platform = '', flavor = null] = target.split('/');
  const query = new URLSearchParams({ platform, ...(flavor !== null && { flavor }) });
  await ask(`${exportsUrl}?${query.toString()}`, 'POST');
  for (;;) {
    await sleep(POLL_MS);
    const all = (await ask(exportsUrl, 'GET')) as Export[];
    const done = all.find(
      (one) => one.platform === platform && (one.flavor ?? null) === flavor && one.status === 'Done',
    );
    if (done !== undefined) {
      return done;
    }
  }
}

async function ask(url: string, method: 'GET' | 'POST'): Promise<unknown> {
  const answer = await fetch(url, { method, headers: { 'Training-Key': process.env.TRAINING_KEY ?? '' } });
  if (!answer.ok) {
    throw new Error(`${method} ${url} was answered ${answer.status}: ${await answer.text()}`);
  }
  return await answer.json();
}

async function download(uri: string, file: string): Promise<void> {
  const { body, status } = await fetch(uri);
  if (status !== 200 || body === null) {
    throw new Error(`the download was answered ${status}`);
  }
  await pipeline(Readable.fromWeb(body), createWriteStream(file));
}
