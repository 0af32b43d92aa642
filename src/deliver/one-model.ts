/**
 * Delivers an exported model: to a file, checked, and from there to an artifact. Outputs are set as they become known.
 */
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { bareEnding, type ExportTarget, fileNameOf } from '../custom-vision/platforms.ts';
import { uploadsArtifacts } from '../inputs/checks.ts';
import type { Exported } from './backup.ts';
import { claimFolder } from '../download/model-folder.ts';
import { fetchModel, type FetchedModel } from './fetch-model.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { type DeliveredModel, unknownModel } from '../report/outputs.ts';
import type { Run } from '../services.ts';
import { withinDeadline } from '../time/limits.ts';
import { ensureUploaded } from './upload-model.ts';
import { timeOut } from '../wait/wait.ts';
import { madeUnpackable } from './unpacking.ts';

export interface WantedModel {
  readonly target: ExportTarget;
  readonly artifactName: string;
  /** Where the model stands among the outputs. */
  readonly index: number;
}

/**
 * Fetches a model to `{temp folder}/custom-vision/{iteration id}/{platform}[-{flavor}]/{artifact name}`, and looks into it.
 * @returns uploads it, where that is wanted and possible
 * @throws Failure; the signal's reason when aborted. So does the upload
 */
export async function deliverModel(
  exported: Exported,
  { target, artifactName, index }: WantedModel,
  inputs: Inputs,
  run: Run,
): Promise<() => Promise<void>> {
  const { env, outputs, report, workflow } = run;
  let known = unknownModel(target);
  const tell = (more: Partial<DeliveredModel>, artifactDigest: string | null = null): void => {
    known = { ...known, ...more };
    outputs.setModel(index, known, artifactDigest);
  };
  const model = await inGroup('Fetch the model', 'The model was being fetched', run, async (bounded) => {
    const fetched = await fetchToFolder(exported, target, artifactName, bounded);
    tell({ modelUri: fetched.modelUri, path: fetched.path, sha256: fetched.sha256, bytes: fetched.bytes });
    const deliverable = fetched.zipped ? await madeUnpackable(fetched, report) : fetched;
    tell({ sha256: deliverable.sha256 });
    return deliverable;
  });

  const upload = async (bounded: Run): Promise<void> => {
    const { retentionDays, overwrite } = inputs;
    const wanted = { name: artifactName, retentionDays, overwrite };
    const { name, id, digest } = await ensureUploaded(model, wanted, bounded, (moved) => {
      tell({ path: moved });
    });
    const artifactUrl = `${(await workflow()).url}/artifacts/${id}`;
    tell({ artifactName: name, artifactId: id, artifactUrl }, digest);
    report.info(`The artifact ${name} holds the model.`);
  };
  return async () => {
    if (uploadsArtifacts(inputs, env)) {
      await inGroup('Upload the model', 'The model was being uploaded', run, upload);
    }
  };
}

/** One that is no zip gets the ending of its platform's model files. */
async function fetchToFolder(
  exported: Exported,
  target: ExportTarget,
  artifactName: string,
  run: Run,
): Promise<FetchedModel> {
  const { tempFolder } = await run.workflow();
  // Joined by hand, because the bundler takes a path of literals and variables for files that it has to bundle.
  const parts = [tempFolder, 'custom-vision', exported.iterationId, fileNameOf(target)];
  const folder = await claimFolder(path.resolve(parts.join(path.sep)));
  try {
    const fetched = await fetchModel(exported, [folder, artifactName].join(path.sep), run);
    if (fetched.zipped) {
      return fetched;
    }
    const named = fetched.path.replace(/\.zip$/, bareEnding(target));
    await rename(fetched.path, named);
    return { ...fetched, path: named };
  } catch (error) {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}

/** @param late what is said of a run whose time is up meanwhile */
async function inGroup<T>(
  title: string,
  late: string,
  run: Run,
  part: (bounded: Run) => Promise<T>,
): Promise<T> {
  return await run.report.group(title, () =>
    withinDeadline(
      (signal) => part({ ...run, signal }),
      () => timeOut(late),
      run,
    ),
  );
}
