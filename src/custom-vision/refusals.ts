/**
 * What the training API refused, and what to do about it: code → next step.
 * Source of the codes: the published Swagger, definition `CustomVisionError`.
 */
import { Failure, type FailureStatus } from '../report/failure.ts';
import { ServiceError } from './service-error.ts';
import { foreign } from '../report/foreign-text.ts';
import type { Advice, ErrorHeading } from '../report/headings.ts';
import { networkAdvice } from '../network/connection-errors.ts';
import { proxyAdvice } from '../network/proxies.ts';
import { signInFailure } from '../entra/sign-in-error.ts';
import { SignInError } from '../entra/sign-in-error.ts';

function advice(heading: ErrorHeading, next: string): Advice {
  return { heading, next };
}

const TOO_FEW_IMAGES = advice(
  'Too few images or tags',
  'add images or tags in the project: classification needs at least 5 images of each of 2 tags, object detection 15 of each tag; then run again',
);
const ANOTHER_PLATFORM = 'choose another entry for platforms: this model cannot be exported so';

const BY_CODE: ReadonlyMap<string, Advice> = new Map(
  Object.entries({
    BadRequestTrainingValidationFailed: TOO_FEW_IMAGES,
    BadRequestClassificationTrainingValidationFailed: TOO_FEW_IMAGES,
    BadRequestMultiClassClassificationTrainingValidationFailed: TOO_FEW_IMAGES,
    BadRequestMultiLabelClassificationTrainingValidationFailed: TOO_FEW_IMAGES,
    BadRequestDetectionTrainingValidationFailed: TOO_FEW_IMAGES,
    BadRequestExceedIterationPerProjectLimit: advice(
      'Too many iterations',
      'a project keeps at most 20 iterations: delete the oldest unpublished ones that nobody needs, in the portal under Performance or with az rest as docs/TROUBLESHOOTING.md shows, and run again; nothing is ever deleted for you',
    ),
    BadRequestExceededQuota: advice(
      'Quota used up',
      'a quota of the resource is used up: wait, or raise the pricing tier from F0 to S0',
    ),
    BadRequestExceedProjectLimit: advice(
      'Quota used up',
      'the resource has as many projects as its pricing tier allows: delete one in the portal, or raise the tier from F0 to S0',
    ),
    BadRequestExportValidationFailed: advice('Platform not possible', ANOTHER_PLATFORM),
    BadRequestProjectUnsupportedExportPlatform: advice('Platform not possible', ANOTHER_PLATFORM),
    BadRequestExportPlatformNotSupportedForAdvancedTraining: advice(
      'Platform not possible',
      'choose another entry for platforms, or training-type: Regular: a model of an advanced training cannot be exported so',
    ),
    BadRequestDomainNotSupportedForAdvancedTraining: advice(
      'Advanced training not possible',
      'use training-type: Regular, or change the domain of the project: this one has no advanced training',
    ),
    BadRequestReservedBudgetInHoursNotEnoughForAdvancedTraining: advice(
      'Advanced training not possible',
      'raise reserved-budget-hours',
    ),
    BadRequestInvalidUri: advice(
      'Storage URI refused',
      'check that queue and container exist, that both URIs are of the form https://ACCOUNT.queue.core.windows.net/NAME and https://ACCOUNT.blob.core.windows.net/NAME, and that the managed identity of the training resource holds Storage Queue Data Contributor and Storage Blob Data Contributor there',
    ),
    BadRequestInvalidEmailAddress: advice('Request refused', 'check notification-email'),
    BadRequestProjectName: advice('Project name refused', 'choose another project-name'),
    BadRequestProjectNameNotUnique: advice(
      'Project name refused',
      'the name is taken, but no project of this very name is listed: look in the portal how it is written (upper and lower case count), or give its project-id',
    ),
    ForbiddenDRModeEnabled: advice(
      'Project is read-only',
      'the project is read-only while the service recovers from a disaster: run again later',
    ),
    NotFoundProject: advice(
      'Project not found',
      'check project-id (in the portal under the gear, "Project Id"), and that endpoint and key are those of the training resource that holds it',
    ),
    NotFoundIteration: advice('Iteration not found', 'the iteration was deleted meanwhile: run again'),
    BadRequestIterationIsNotTrained: advice(
      'Iteration not found',
      'the iteration is not trained any more, or was trained anew meanwhile: run again',
    ),
  }),
);

/** What to do about an answer, by its code first and by its status where the code says nothing. */
export function adviceFor(error: ServiceError): Advice {
  if (error.proxy !== null) {
    return advice('No way through the proxy', proxyAdvice(error.proxy, error.httpStatus));
  }
  const byCode = error.code === null ? undefined : BY_CODE.get(error.code);
  if (byCode !== undefined) {
    return byCode;
  }
  const role = `give the identity of this workflow the role Cognitive Services Custom Vision ${error.operation === 'CreateProject' ? 'Contributor on the resource: the role Trainer may not create projects' : 'Trainer on the resource'}`;
  if (error.code === 'PermissionDenied') {
    return advice('Key or role refused', `${role}; a new role takes some minutes`);
  }
  switch (error.httpStatus) {
    case null:
      return advice(
        'Service out of reach',
        networkAdvice(error) ?? 'check endpoint and the network of the runner, then run again',
      );
    case 401:
      return advice(
        'Key or role refused',
        'check training-key (Key 1 or 2 of the training resource, not of the prediction resource), and that endpoint is of the same resource; with Entra ID, that the resource is in the tenant of the login',
      );
    case 403:
      return advice('Key or role refused', `check the network rules of the resource, or ${role}`);
    case 404:
      return advice(
        'Wrong endpoint',
        'check endpoint: it is that of the training resource, such as https://NAME.cognitiveservices.azure.com',
      );
    case 429:
      return advice(
        'Rate limit used up',
        'the rate limit of the resource is used up: run fewer trainings at once, or run again later',
      );
    default:
      return error.answerLost
        ? advice(
            'Service in trouble',
            'the service is in trouble: run again later; a training that was started is picked up',
          )
        : advice('Request refused', 'see what the service says above; then run again');
  }
}

/**
 * A refusal or a missing answer, in words.
 * @param doing what was being done to which object, after "Could not "
 * @param found safe lines that say more about it
 */
export function serviceFailure(
  doing: string,
  error: ServiceError,
  status: FailureStatus = 'failed',
  found: readonly string[] = [],
): Failure {
  if (error.cause instanceof SignInError) {
    return signInFailure(doing, error.cause);
  }
  const { heading, next } = adviceFor(error);
  const answer = [error.httpStatus?.toString(), error.code].filter((part) => part != null).join(' ');
  return new Failure(
    status,
    heading,
    [
      answer === ''
        ? `Could not ${doing}: no answer arrived.`
        : `Could not ${doing}: the ${error.proxy === null ? 'service' : 'proxy'} answered ${answer}.`,
      ...(error.detail === '' ? [] : [foreign(error.detail)]),
      ...(error.requestId === null ? [] : [`Request id, for support:`, foreign(error.requestId)]),
      ...found,
      `Next: ${next}.`,
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
