/**
 * Delivers an exported model: to a file, checked, and from there to an artifact. Outputs are set as they become known.
 */
import { ensureUploaded } from './upload-model.ts';
import type { EarlierBackups, Subject } from './backup.ts';
import { withinDeadline } from '../time/limits.ts';
import { type Collected, collectModel, inspectModel } from './fetch-model.ts';
import type { Exported } from './export.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { type DeliveredModel, unknownModel } from '../report/outputs.ts';
import type { Run } from '../services.ts';
import { timeOut } from '../wait/wait.ts';

/** What one of the models is delivered with. */
export interface Delivery {
  readonly exported: Exported;
  readonly subject: Subject;
  readonly earlier: EarlierBackups;
  readonly artifactName: string;
  /** Where the model stands among the outputs. */
  readonly index: number;
}

export interface Fetched extends Delivery {
  readonly collected: Collected;
  readonly model: DeliveredModel;
}

/** Fetches a model and looks into it. @throws Failure; the signal's reason when aborted */
export async function fetchModel(delivery: Delivery, { container }: Inputs, run: Run): Promise<Fetched> {
  const { exported, subject, earlier, artifactName, index } = delivery;
  const fetch = async (signal: AbortSignal): Promise<Fetched> => {
    const place = { container, artifactName };
    const collected = await collectModel(exported, subject, earlier, place, run, signal);
    const { modelUri, path, sha256, bytes } = collected;
    const model = { ...unknownModel(exported.target), modelUri, path, sha256, bytes };
    run.outputs.setModel(index, model, null);
    await inspectModel(collected, run);
    return { ...delivery, collected, model };
  };
  return await run.report.group('Fetch the model', () =>
    withinDeadline(fetch, () => timeOut('The model was being fetched'), run),
  );
}

/** Uploads a fetched model, where that is wanted and possible. @throws Failure; the signal's reason when aborted */
export async function uploadModel(
  { collected, model, artifactName, index }: Fetched,
  { uploadArtifact, retentionDays }: Inputs,
  run: Run,
): Promise<void> {
  const { canUpload, outputs, report, workflow } = run;
  if (!uploadArtifact) {
    return;
  }
  if (!canUpload) {
    report.warning('Model not uploaded', [
      'GitHub Enterprise Server has no artifact service of this kind: the model is only at the path in the output modelPath.',
      'Next: use it in a later step of this job, and set upload-artifact: false.',
    ]);
    return;
  }
  const upload = async (signal: AbortSignal): Promise<void> => {
    const onMoved = (path: string): void => {
      outputs.setModel(index, { ...model, path }, null);
    };
    const stored = await ensureUploaded(collected, artifactName, retentionDays, run, signal, onMoved);
    const uploaded: DeliveredModel = {
      ...model,
      path: stored.file,
      artifactName: stored.name,
      artifactId: stored.id,
      artifactUrl: `${(await workflow()).url}/artifacts/${stored.id}`,
    };
    outputs.setModel(index, uploaded, stored.digest);
    report.info(`The artifact ${stored.name} holds the model.`);
  };
  await report.group('Upload the model', () =>
    withinDeadline(upload, () => timeOut('The model was being uploaded'), run),
  );
}
