/**
 * The artifact service's side of the preflight: whether it takes this job's token. A list is asked for, which changes
 * nothing; whether there is room for another artifact shows only when one is created.
 */
import { mayPass, artifactAdvice } from '../github/refusals.ts';
import { uploadsArtifacts } from '../inputs/checks.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { statusCode } from '../network/connection-errors.ts';
import { Failure } from '../report/failure.ts';
import { foreign } from '../report/foreign-text.ts';
import type { ResourceRun } from '../services.ts';

/**
 * Warns of what may pass, such as an answer 503, or of a server that has no artifacts: the run is of use all the same.
 * @throws Failure where an upload would surely be refused
 */
export async function checkArtifacts(inputs: Inputs, run: ResourceRun): Promise<void> {
  const { artifacts, env, report, signal } = run;
  if (!uploadsArtifacts(inputs, env)) {
    if (inputs.uploadArtifact) {
      report.warning('Model not uploaded', [
        'GitHub Enterprise Server has no artifact service of this kind: the model will only be at the path in the output modelPath.',
        'Next: use it in a later step of this job, and set upload-artifact: false.',
      ]);
    }
    return;
  }
  try {
    await artifacts.find(inputs.artifactName, signal);
  } catch (error) {
    signal.throwIfAborted();
    const { heading, next } = artifactAdvice(error, env);
    const answered = foreign(error instanceof Error ? error.message : String(error));
    // No answer at all is no trouble of the service's: it does not pass by itself.
    if (statusCode(error) !== undefined && mayPass(error)) {
      report.warning('Artifact service in trouble', [
        'Could not ask the artifact service whether it will take the model; the run goes on. It answered:',
        answered,
        'Next: nothing, if the upload succeeds; else run again, and nothing is trained or exported anew.',
      ]);
      return;
    }
    throw new Failure(
      'failed',
      heading,
      [
        'Could not ask the artifact service of this workflow run, which is to take the model. Nothing was trained. It answered:',
        answered,
        `Next: ${next}. With upload-artifact: false the model is only at the path in the output modelPath.`,
      ],
      { cause: error },
    );
  }
}
