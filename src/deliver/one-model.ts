/**
 * Delivers an exported model: to a file, checked, and from there to an artifact. Outputs are set as they become known.
 */
import path from 'node:path';
import type { ExportTarget } from '../custom-vision/platforms.ts';
import { type Exported, findBackup } from './backup.ts';
import { fetchModel } from './fetch-model.ts';
import { uploadsArtifacts } from '../inputs/checks.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { type DeliveredModel, unknownModel } from '../report/outputs.ts';
import type { Run } from '../services.ts';
import { withinDeadline } from '../time/limits.ts';
import { ensureUploaded } from './upload-model.ts';
import { timeOut } from '../wait/wait.ts';
import { logEntries } from './zip.ts';

export interface WantedModel {
  readonly target: ExportTarget;
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
    const { tempFolder } = await workflow();
    // Joined by hand, because the bundler takes a path of literals and variables for files that it has to bundle.
    const file = path.resolve(
      [tempFolder, 'custom-vision', exported.iterationId, artifactName].join(path.sep),
    );
    const backup = await findBackup(exported, bounded);
    const { modelUri, ...fetched } = await fetchModel(backup, exported, file, bounded);
    tell({ modelUri, path: fetched.path, sha256: fetched.sha256, bytes: fetched.bytes });
    if (fetched.zipped) {
      await logEntries(fetched.path, report);
    }
    return fetched;
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
