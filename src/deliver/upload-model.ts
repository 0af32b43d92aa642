/**
 * Ensures that a model is a workflow artifact. A zip goes up as it is, so that the artifact's digest is the model's
 * SHA-256 and nothing is compressed twice; downloaders still unpack it. Nobody's artifact is replaced unasked: where the
 * name is taken by another model, the model goes up under the next free one.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rename, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { StoredArtifact } from '../github/artifacts.ts';
import { underLabel } from '../github/client-log.ts';
import { artifactAdvice } from '../github/refusals.ts';
import { Failure } from '../report/failure.ts';
import { foreign } from '../report/foreign-text.ts';
import type { ModelFile } from '../download/save-model.ts';
import type { Run } from '../services.ts';

export interface UploadedModel {
  readonly name: string;
  readonly id: number;
  /** 64 hex digits, lower case: of the model where it went up as it is, else of the archive around it. */
  readonly digest: string;
}

interface WantedArtifact {
  /** Ends in `.zip`. */
  readonly name: string;
  readonly retentionDays: number | null;
  /** Whether an artifact of that name that holds another model is replaced. */
  readonly overwrite: boolean;
}

/** What holds a name; an upload that was never finished does so for the rest of the workflow run. */
interface Holder {
  readonly is: 'another model' | 'an unfinished upload';
  readonly artifact?: StoredArtifact;
}

/** The toolkit writes the date of a file into its archive: of one date, two archives of one model have one digest. */
const PACKED_AT = new Date('2020-01-01T00:00:00Z');

/** As many jobs as a matrix can have, each of which may want the same name. */
const MOST_NAMES = 256;

const OWN_NAMES = 'give each job a name of its own, such as artifact-name: model-${{ matrix.project }}.zip';

/**
 * Uploads at once, and looks for what holds the name only if that is taken.
 * @param onMoved is told the file's new path whenever it gets another name
 * @throws Failure
 */
export async function ensureUploaded(
  collected: ModelFile,
  wanted: WantedArtifact,
  run: Run,
  onMoved: (file: string) => void,
): Promise<UploadedModel> {
  const base = wanted.name.replace(/\.zip$/, '');
  // A model that is no zip has the ending of its platform's files.
  const ending = collected.zipped ? '.zip' : path.extname(collected.path).replace('.zip', '');
  const first = `${base}${ending}`;
  let model = collected;
  const holders: (Holder & { readonly name: string })[] = [];
  if (!model.zipped) {
    await utimes(model.path, PACKED_AT, PACKED_AT);
    run.report.warning('Model is no zip', [
      `The exported model is no zip, so it goes up in an archive of its own as the artifact ${first}; its digest is not that of the model.`,
    ]);
  }
  for (let number = 1; number <= MOST_NAMES; number += 1) {
    const name = number === 1 ? first : `${base}-${number}${ending}`;
    model = await named(model, name, onMoved);
    const stored = await store(model, { ...wanted, name }, run);
    if (!('is' in stored)) {
      const same = holders.find(({ artifact }) => artifact?.digest === stored.digest);
      if (same?.artifact !== undefined && (await isDeleted(name, run))) {
        run.report.info(`The artifact ${same.name} holds this very model already: it is used again.`);
        return { name: same.name, id: same.artifact.id, digest: stored.digest };
      }
      const holder = holders[0]?.is;
      if (holder !== undefined) {
        run.report.warning('Artifact under another name', [
          `In this workflow run, ${holder} holds the name ${first}. It is left as it is: the model is stored as the artifact ${name}.`,
          `Next: let later jobs take the name from the output artifactName, and ${OWN_NAMES}${holder === 'another model' ? '; or set overwrite: true to have that artifact replaced' : ''}.`,
        ]);
      }
      return { name, ...stored };
    }
    holders.push({ name, ...stored });
  }
  throw new Failure('failed', 'Artifact name is taken', [
    `Other artifacts or unfinished uploads of this workflow run hold the name ${first} and the next ${MOST_NAMES - 1}. They are left as they are.`,
    `The model is at ${model.path} (output modelPath).`,
    `Next: ${OWN_NAMES}, and run again; nothing is trained or exported anew.`,
  ]);
}

/** What is done with an artifact that has the name already; one that is left makes the model go by another name. */
export function decideTaken(holdsTheModel: boolean, overwrite: boolean): 'used again' | 'replaced' | 'left' {
  return holdsTheModel ? 'used again' : overwrite ? 'replaced' : 'left';
}

/** @returns the artifact that holds the model, or what else holds the name */
async function store(
  model: ModelFile,
  wanted: WantedArtifact,
  run: Run,
): Promise<{ id: number; digest: string } | Holder> {
  const { artifacts, report, signal } = run;
  const { name, overwrite } = wanted;
  const uploaded = await upload(model, wanted, run);
  if (uploaded !== 'name taken') {
    return uploaded;
  }
  const existing = await tried(model, run, () => artifacts.find(name, signal));
  if (existing === undefined) {
    return { is: 'an unfinished upload' };
  }
  const decision = decideTaken(existing.digest === model.sha256, overwrite);
  if (decision === 'used again') {
    report.info(`The artifact ${name} holds this very model already: it is used again.`);
    return { id: existing.id, digest: model.sha256 };
  }
  if (decision === 'left') {
    return { is: 'another model', artifact: existing };
  }
  report.info(`Replacing the artifact ${name}, which holds another model (overwrite: true).`);
  await tried(model, run, () => artifacts.delete(name, signal));
  const again = await upload(model, wanted, run);
  return again === 'name taken' ? { is: 'another model' } : again;
}

/** What was stored only to learn its digest, which is known of an archive no sooner, is not needed any more. */
async function isDeleted(name: string, { artifacts, signal }: Run): Promise<boolean> {
  try {
    await artifacts.delete(name, signal);
    return true;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

async function upload(
  model: ModelFile,
  { name, retentionDays }: WantedArtifact,
  run: Run,
): Promise<{ id: number; digest: string } | 'name taken'> {
  const uploaded = await tried(model, run, () =>
    run.artifacts.upload(name, model.path, { archive: !model.zipped, retentionDays }, run.signal),
  );
  if (uploaded !== 'name taken' && model.zipped && uploaded.digest !== model.sha256) {
    throw new Failure('failed', 'Artifact differs from the model', [
      `The artifact ${name} was stored with the SHA-256 ${uploaded.digest}, but the model has ${model.sha256}.`,
      'Next: delete the artifact and run again; nothing is trained or exported anew.',
    ]);
  }
  return uploaded;
}

/** An artifact that goes up as it is takes its name from its file; a file of that name is somebody else's. */
async function named(model: ModelFile, name: string, onMoved: (file: string) => void): Promise<ModelFile> {
  if (!model.zipped || path.basename(model.path) === name) {
    return model;
  }
  const folder = path.dirname(model.path);
  const free = existsSync(path.join(folder, name)) ? await mkdtemp(path.join(folder, 'model-')) : folder;
  const file = path.join(free, name);
  await rename(model.path, file);
  onMoved(file);
  return { ...model, path: file };
}

async function tried<T>(
  model: ModelFile,
  { env, report, signal }: Run,
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await underLabel(report.label, action);
  } catch (error) {
    signal.throwIfAborted();
    const { heading, next } = artifactAdvice(error, env);
    throw new Failure(
      'failed',
      heading,
      [
        'Could not store the model as an artifact. The artifact service answered:',
        foreign(error instanceof Error ? error.message : String(error)),
        `The model is at ${model.path} (output modelPath).`,
        `Next: ${next}; nothing is trained or exported anew.`,
      ],
      { cause: error },
    );
  }
}
