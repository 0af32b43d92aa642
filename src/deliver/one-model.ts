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
import type { Services } from '../services.ts';
import { timeOut, type Waiting } from '../wait/wait.ts';

/** What one of the models is delivered with. */
export interface Delivery {
  readonly exported: Exported;
  readonly subject: Subject;
  readonly earlier: EarlierBackups;
  readonly artifactName: string;
  /** Is told what is known of the model, whenever that is more. */
  readonly onKnown: (model: DeliveredModel, artifactDigest: string | null) => void;
}

export interface Fetched {
  readonly collected: Collected;
  readonly model: DeliveredModel;
}

/** Fetches a model and looks into it. @throws Failure; the signal's reason when aborted */
export async function fetchModel(
  { exported, subject, earlier, artifactName, onKnown }: Delivery,
  { container }: Inputs,
  services: Services,
  waiting: Waiting,
): Promise<Fetched> {
  const fetch = async (signal: AbortSignal): Promise<Fetched> => {
    const place = { container, artifactName };
    const collected = await collectModel(exported, subject, earlier, place, services, signal);
    const { modelUri, path, sha256, bytes } = collected;
    const model = { ...unknownModel(exported.target), modelUri, path, sha256, bytes };
    onKnown(model, null);
    await inspectModel(collected, services);
    return { collected, model };
  };
  return await services.report.group('Fetch the model', () =>
    withinDeadline(fetch, () => timeOut('The model was being fetched'), waiting),
  );
}

/** Uploads a fetched model, where that is wanted and possible. @throws Failure; the signal's reason when aborted */
export async function uploadModel(
  { collected, model }: Fetched,
  { artifactName, onKnown }: Delivery,
  { uploadArtifact, retentionDays }: Inputs,
  services: Services,
  waiting: Waiting,
): Promise<DeliveredModel> {
  const { canUpload, report, workflow } = services;
  if (!uploadArtifact) {
    return model;
  }
  if (!canUpload) {
    report.warning('Model not uploaded', [
      'GitHub Enterprise Server has no artifact service of this kind: the model is only at the path in the output modelPath.',
      'Next: use it in a later step of this job, and set upload-artifact: false.',
    ]);
    return model;
  }
  const upload = async (signal: AbortSignal): Promise<DeliveredModel> => {
    const onMoved = (path: string): void => {
      onKnown({ ...model, path }, null);
    };
    const stored = await ensureUploaded(collected, artifactName, retentionDays, services, signal, onMoved);
    const uploaded: DeliveredModel = {
      ...model,
      path: stored.file,
      artifactName: stored.name,
      artifactId: stored.id,
      artifactUrl: `${(await workflow()).url}/artifacts/${stored.id}`,
    };
    onKnown(uploaded, stored.digest);
    report.info(`The artifact ${stored.name} holds the model.`);
    return uploaded;
  };
  return await report.group('Upload the model', () =>
    withinDeadline(upload, () => timeOut('The model was being uploaded'), waiting),
  );
}
