/** What `actions/upload-artifact` and `actions/download-artifact` do, with the emulator's artifact service. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import yauzl from 'yauzl';
import { ZipFile } from 'yazl';
import type { Artifact, ArtifactService } from '../../emulator/github/artifacts/service.ts';

type Inputs = Readonly<Record<string, string>>;

interface Place {
  readonly service: ArtifactService;
  /** The service's id of the workflow run. */
  readonly runId: string;
  readonly workspace: string;
}

const OF_UPLOAD = ['name', 'path', 'retention-days', 'if-no-files-found', 'overwrite'];
const OF_DOWNLOAD = ['name', 'path', 'pattern', 'merge-multiple', 'skip-decompress'];

/** Throws for an input that an action does not have: GitHub only warns, and goes on without it. */
export function expectInputs(inputs: Inputs, known: readonly string[]): void {
  const unknown = Object.keys(inputs).filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`there is no input ${unknown.join(', ')}`);
  }
}

/** @returns whether there was something, which would not be red on GitHub either */
export async function upload(inputs: Inputs, { service, runId, workspace }: Place): Promise<boolean> {
  expectInputs(inputs, OF_UPLOAD);
  const given = path.resolve(workspace, inputs.path ?? '');
  if (inputs.path === undefined || inputs.path === '' || !existsSync(given)) {
    return false;
  }
  const isFolder = (await stat(given)).isDirectory();
  const names = isFolder ? await readdir(given) : [path.basename(given)];
  const zip = new ZipFile();
  for (const name of names) {
    zip.addBuffer(await readFile(isFolder ? path.join(given, name) : given), name);
  }
  zip.end();
  const bytes = await buffer(zip.outputStream);
  await service.addArtifact({ name: inputs.name ?? 'artifact', bytes, job: { runId } });
  return true;
}

/** @returns whether there was such an artifact; with a pattern, there may be none */
export async function download(inputs: Inputs, { service, runId, workspace }: Place): Promise<boolean> {
  expectInputs(inputs, OF_DOWNLOAD);
  const { name, pattern } = inputs;
  const all = service.artifacts().filter((artifact) => artifact.runId === runId && artifact.finalized);
  const wanted = all.filter((artifact) =>
    pattern === undefined ? artifact.name === name : matches(artifact.name, pattern),
  );
  const target = path.resolve(workspace, inputs.path ?? '.');
  for (const artifact of wanted) {
    const isAlone = pattern === undefined || inputs['merge-multiple'] === 'true';
    const folder = isAlone ? target : path.join(target, artifact.name);
    await write(artifact, await service.read(artifact.id), folder, inputs['skip-decompress'] === 'true');
  }
  return pattern !== undefined || wanted.length > 0;
}

async function write({ name, mimeType }: Artifact, bytes: Buffer, folder: string, asItIs: boolean) {
  await mkdir(folder, { recursive: true });
  if (asItIs || mimeType !== 'application/zip') {
    await writeFile(path.join(folder, name), bytes);
    return;
  }
  const zip = await yauzl.fromBufferPromise(bytes);
  for await (const entry of zip.eachEntry()) {
    const file = path.join(folder, entry.fileName);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, await buffer(await zip.openReadStreamPromise(entry)));
  }
}

function matches(name: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[^\w-]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}
