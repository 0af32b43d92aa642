/**
 * What the training API refused, and what to do about it: code → next step.
 * Source of the codes: the published Swagger, definition `CustomVisionError`.
 */
import { Failure, type FailureStatus, ServiceError } from './errors.ts';
import { foreign } from './foreign-text.ts';
import { networkAdvice } from './network-errors.ts';
import { SignInError, signInFailure } from './sign-in.ts';

const TOO_FEW_IMAGES =
  'add images or tags in the project: classification needs at least 5 images of each of 2 tags, object detection 15 of each tag';

const NEXT_STEP = new Map(
  Object.entries({
    BadRequestTrainingValidationFailed: TOO_FEW_IMAGES,
    BadRequestClassificationTrainingValidationFailed: TOO_FEW_IMAGES,
    BadRequestMultiClassClassificationTrainingValidationFailed: TOO_FEW_IMAGES,
    BadRequestMultiLabelClassificationTrainingValidationFailed: TOO_FEW_IMAGES,
    BadRequestDetectionTrainingValidationFailed: TOO_FEW_IMAGES,
    BadRequestExceedIterationPerProjectLimit:
      'a project keeps at most 20 iterations: delete the oldest unpublished ones in the portal; nothing is ever deleted for you',
    BadRequestExceededQuota:
      'a quota of the resource is used up: wait, or raise the pricing tier from F0 to S0',
    BadRequestExportValidationFailed: 'choose another entry for platforms: this model cannot be exported so',
    BadRequestProjectUnsupportedExportPlatform:
      'choose another entry for platforms: this project cannot be exported so',
    BadRequestExportPlatformNotSupportedForAdvancedTraining:
      'choose another entry for platforms, or training-type: Regular: a model of an advanced training cannot be exported so',
    BadRequestDomainNotSupportedForAdvancedTraining:
      'use training-type: Regular, or change the domain of the project: this one has no advanced training',
    BadRequestReservedBudgetInHoursNotEnoughForAdvancedTraining: 'raise reserved-budget-hours',
    BadRequestInvalidUri:
      'check that queue and container exist, that both URIs are of the form https://ACCOUNT.queue.core.windows.net/NAME and https://ACCOUNT.blob.core.windows.net/NAME, and that the managed identity of the training resource holds Storage Queue Data Contributor and Storage Blob Data Contributor there',
    ForbiddenDRModeEnabled:
      'the project is read-only while the service recovers from a disaster: run again later',
    NotFoundProject:
      'check project-id (in the portal under the gear, "Project Id"), and that endpoint and key are those of the training resource that holds it',
    NotFoundIteration: 'the iteration was deleted meanwhile: run again',
    PermissionDenied:
      'give the identity of this workflow the role Cognitive Services Custom Vision Trainer on the training resource; a new role takes some minutes',
  }),
);

/** What to do about an answer, by its code first and by its status where the code says nothing. */
function nextStep(error: ServiceError): string {
  const byCode = error.code === null ? undefined : NEXT_STEP.get(error.code);
  if (byCode !== undefined) {
    return byCode;
  }
  switch (error.httpStatus) {
    case null:
      return networkAdvice(error) ?? 'check endpoint and the network of the runner, then run again';
    case 401:
      return 'check training-key (Key 1 or 2 of the training resource, not of the prediction resource), and that endpoint is of the same resource; with Entra ID, that the resource is in the tenant of the login';
    case 403:
      return 'check the network rules of the resource, or give the identity of this workflow the role Cognitive Services Custom Vision Trainer on it';
    case 404:
      return 'check endpoint: it is that of the training resource, such as https://NAME.cognitiveservices.azure.com';
    case 429:
      return 'the rate limit of the resource is used up: run fewer trainings at once, or run again later';
    default:
      return error.httpStatus >= 500
        ? 'the service is in trouble: run again later; a training that was started is picked up'
        : 'see what the service says above; then run again';
  }
}

/**
 * A refusal or a missing answer, in words.
 * @param doing what was being done to which object, after "Could not "
 */
export function serviceFailure(
  doing: string,
  error: ServiceError,
  status: FailureStatus = 'failed',
): Failure {
  if (error.cause instanceof SignInError) {
    return signInFailure(doing, error.cause);
  }
  const answer = [error.httpStatus?.toString(), error.code].filter((part) => part != null).join(' ');
  return new Failure(
    status,
    error.code ??
      (error.httpStatus === null ? 'No answer from the service' : `Service answered ${error.httpStatus}`),
    [
      answer === ''
        ? `Could not ${doing}: no answer arrived.`
        : `Could not ${doing}: the service answered ${answer}.`,
      ...(error.detail === '' ? [] : [foreign(error.detail)]),
      ...(error.requestId === null ? [] : [`Request id, for support:`, foreign(error.requestId)]),
      `Next: ${nextStep(error)}.`,
    ],
    { cause: error },
  );
}

/** Does something at the service. @throws Failure instead of ServiceError, with `doing` as for `serviceFailure` */
export async function explained<T>(doing: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw error instanceof ServiceError ? serviceFailure(doing, error) : error;
  }
}
