/**
 * Delivers an exported model: to a file, checked, and from there to an artifact. Outputs are set as they become known.
 */
import path from 'node:path';
import type { Blob } from '../storage/container.ts';
import type { Exported } from './backup.ts';
import { fetchModel, type FetchedModel } from './fetch-model.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { type DeliveredModel, unknownModel } from '../report/outputs.ts';
import type { Run } from '../services.ts';
import { withinDeadline } from '../time/limits.ts';
import { ensureUploaded } from './upload-model.ts';
import { timeOut } from '../wait/wait.ts';
import { logEntries } from './zip.ts';

export interface ExportedModel {
  readonly exported: Exported;
  readonly findBackup: (run: Run) => Promise<Blob | undefined>;
  readonly artifactName: string;
  /** Where the model stands among the outputs. */
  readonly index: number;
}

/**
 * Fetches a model to `{temp folder}/custom-vision/{iteration id}/{artifact name}`, and looks into it.
 * @returns uploads it, where that is wanted and possible
 * @throws Failure; the signal's reason when aborted. So does the upload
 */
export async function deliverModel(
  model: ExportedModel,
  inputs: Inputs,
  run: Run,
): Promise<() => Promise<void>> {
  const { exported, findBackup, artifactName, index } = model;
  const { canUpload, outputs, report, workflow } = run;
  const fetch = async (bounded: Run): Promise<[FetchedModel, DeliveredModel]> => {
    const { tempFolder } = await workflow();
    // Joined by hand: the bundler takes a path of literals and variables for files to bundle, if some on disk fit it.
    const file = path.resolve(
      [tempFolder, 'custom-vision', exported.iterationId, artifactName].join(path.sep),
    );
    const fetched = await fetchModel(await findBackup(bounded), exported, file, bounded);
    const { modelUri, sha256, bytes } = fetched;
    const known = { ...unknownModel(exported.target), modelUri, path: fetched.path, sha256, bytes };
    outputs.setModel(index, known, null);
    if (fetched.zipped) {
      await logEntries(fetched.path, report);
    }
    return [fetched, known];
  };
  const [fetched, known] = await inGroup('Fetch the model', 'The model was being fetched', run, fetch);

  const upload = async (bounded: Run): Promise<void> => {
    const onMoved = (moved: string): void => {
      outputs.setModel(index, { ...known, path: moved }, null);
    };
    const artifact = { name: artifactName, retentionDays: inputs.retentionDays };
    const { file, name, id, digest } = await ensureUploaded(fetched, artifact, bounded, onMoved);
    const artifactUrl = `${(await workflow()).url}/artifacts/${id}`;
    outputs.setModel(
      index,
      { ...known, path: file, artifactName: name, artifactId: id, artifactUrl },
      digest,
    );
    report.info(`The artifact ${name} holds the model.`);
  };
  return async () => {
    if (inputs.uploadArtifact && canUpload) {
      await inGroup('Upload the model', 'The model was being uploaded', run, upload);
    } else if (inputs.uploadArtifact) {
      report.warning('Model not uploaded', [
        'GitHub Enterprise Server has no artifact service of this kind: the model is only at the path in the output modelPath.',
        'Next: use it in a later step of this job, and set upload-artifact: false.',
      ]);
    }
  };
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
