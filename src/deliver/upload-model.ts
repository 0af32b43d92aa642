/**
 * Ensures that a model is a workflow artifact. A zip goes up as it is, so that the artifact's digest is the model's
 * SHA-256 and nothing is compressed twice; downloaders still unpack it.
 */
import { rename } from 'node:fs/promises';
import path from 'node:path';
import type { StoredArtifact } from '../github/artifacts.ts';
import { Failure } from '../report/failure.ts';
import { foreign } from '../report/foreign-text.ts';
import type { ModelFile } from '../download/save-model.ts';
import { githubProxyFor } from '../network/proxies.ts';
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
}

/** An upload that was never finished holds its name for the rest of the workflow run. */
const MOST_NAMES = 5;

/**
 * Uploads at once, and looks for what holds the name only if that is taken.
 * @param onMoved is told the file's new path whenever it gets another name
 * @throws Failure
 */
export async function ensureUploaded(
  collected: ModelFile,
  { name, retentionDays }: WantedArtifact,
  run: Run,
  onMoved: (file: string) => void,
): Promise<UploadedModel> {
  const { artifacts, report, signal } = run;
  const base = name.replace(/\.zip$/, '');
  const ending = collected.zipped ? '.zip' : '';
  let model = collected;
  if (!model.zipped) {
    report.warning('Model is no zip', [
      `The exported model is no zip, so it goes up in an archive of its own as the artifact ${base}; its digest is not that of the model.`,
    ]);
  }
  for (let number = 1; number <= MOST_NAMES; number += 1) {
    const candidate = `${base}${number === 1 ? '' : `-${number}`}${ending}`;
    model = await named(model, candidate, onMoved);
    for (let replaced = false; ; replaced = true) {
      const uploaded = await upload(model, { name: candidate, retentionDays }, run);
      if (uploaded !== 'name taken') {
        return { name: candidate, ...uploaded };
      }
      const existing = await tried(model, run, () => artifacts.find(candidate, signal));
      if (existing === undefined) {
        break;
      }
      if (existing.digest === model.sha256) {
        report.info(`The artifact ${candidate} holds this very model already: it is used again.`);
        return { name: candidate, id: existing.id, digest: model.sha256 };
      }
      if (replaced || !(await mayReplace(existing, run))) {
        throw nameTaken(
          `Another artifact of this workflow run is named ${candidate}, and holds another model. It is left as it is.`,
          model,
        );
      }
      report.info(`Replacing the artifact ${candidate} of an earlier attempt.`);
      await tried(model, run, () => artifacts.delete(candidate, signal));
    }
    report.info(`An upload that was never finished holds the name ${candidate}: trying another.`);
  }
  throw nameTaken(
    `Uploads of this workflow run that were never finished hold the name ${name} and the next ${MOST_NAMES - 1}.`,
    model,
  );
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

/** The run may replace an artifact of its earlier attempts, but not what another job of this attempt has stored. */
async function mayReplace({ createdAt }: StoredArtifact, { workflow }: Run): Promise<boolean> {
  const { attempt, jobBegan } = await workflow();
  return attempt > 1 && createdAt !== null && createdAt < jobBegan;
}

/** An artifact that goes up as it is takes its name from its file. */
async function named(model: ModelFile, name: string, onMoved: (file: string) => void): Promise<ModelFile> {
  const file = path.join(path.dirname(model.path), name);
  if (file === model.path) {
    return model;
  }
  await rename(model.path, file);
  onMoved(file);
  return { ...model, path: file };
}

function nameTaken(why: string, model: ModelFile): Failure {
  return new Failure('failed', 'Artifact name is taken', [
    why,
    `The model is at ${model.path} (output modelPath).`,
    'Next: give each job a name of its own, such as artifact-name: model-${{ matrix.project }}.zip, and run again; nothing is trained or exported anew.',
  ]);
}

async function tried<T>(model: ModelFile, { env, signal }: Run, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    signal.throwIfAborted();
    const said = error instanceof Error ? error.message : String(error);
    // The client's errors do not tell a proxy's refusal from GitHub's.
    const proxy = githubProxyFor(env.ACTIONS_RESULTS_URL, env);
    const advice =
      proxy === undefined
        ? ''
        : `; if that does not help, see that the proxy ${proxy.url} (${proxy.variable}) lets this runner through to GitHub’s hosts`;
    throw new Failure(
      'failed',
      'Artifact service',
      [
        'Could not store the model as an artifact. The artifact service answered:',
        foreign(said),
        `The model is at ${model.path} (output modelPath).`,
        `Next: run again${advice}; nothing is trained or exported anew.`,
      ],
      { cause: error },
    );
  }
}
