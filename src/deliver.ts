/**
 * Delivers an exported model: to a file, checked, and from there to an artifact. Outputs are set as they become known.
 */
import { ensureUploaded } from './artifact.ts';
import type { EarlierBackups, Subject } from './backup.ts';
import { withinDeadline } from './clock.ts';
import { type Collected, collectModel, inspectModel } from './collect.ts';
import type { Exported } from './export.ts';
import type { Inputs } from './inputs.ts';
import { type DeliveredModel, unknownModel } from './outputs.ts';
import type { Services } from './services.ts';
import { timeOut, type Waiting } from './wait.ts';

/** @throws Failure; the signal's reason when aborted */
export async function deliverModel(
  exported: Exported,
  subject: Subject,
  earlier: EarlierBackups,
  inputs: Inputs,
  services: Services,
  waiting: Waiting,
): Promise<DeliveredModel> {
  const { outputs, report } = services;
  let model = unknownModel(exported.target);

  const fetch = async (signal: AbortSignal): Promise<Collected> => {
    const collected = await collectModel(exported, subject, earlier, inputs, services, signal);
    const { modelUri, path, sha256, bytes } = collected;
    model = { ...model, modelUri, path, sha256, bytes };
    outputs.setModels([model], null);
    await inspectModel(collected, services);
    return collected;
  };
  const collected = await report.group('Fetch the model', () =>
    withinDeadline(fetch, () => timeOut('The model was being fetched'), waiting),
  );
  if (!inputs.uploadArtifact) {
    return model;
  }
  const upload = (signal: AbortSignal): Promise<DeliveredModel> =>
    uploadModel(collected, model, inputs, services, signal);
  return await report.group('Upload the model', () =>
    withinDeadline(upload, () => timeOut('The model was being uploaded'), waiting),
  );
}

async function uploadModel(
  collected: Collected,
  model: DeliveredModel,
  { artifactName, retentionDays }: Inputs,
  services: Services,
  signal: AbortSignal,
): Promise<DeliveredModel> {
  const { canUpload, outputs, report, workflow } = services;
  if (!canUpload) {
    report.warning('Model not uploaded', [
      'GitHub Enterprise Server has no artifact service of this kind: the model is only at the path in the output modelPath.',
      'Next: use it in a later step of this job, and set upload-artifact: false.',
    ]);
    return model;
  }
  const { file, name, id, digest } = await ensureUploaded(
    collected,
    artifactName,
    retentionDays,
    services,
    signal,
    (path) => {
      outputs.setModels([{ ...model, path }], null);
    },
  );
  const uploaded: DeliveredModel = {
    ...model,
    path: file,
    artifactName: name,
    artifactId: id,
    artifactUrl: `${(await workflow()).url}/artifacts/${id}`,
  };
  outputs.setModels([uploaded], digest);
  report.info(`The artifact ${name} holds the model.`);
  return uploaded;
}
