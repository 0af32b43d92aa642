/**
 * What the training API refused, and what the user can do about it.
 * Source of the codes: the published Swagger, definition `CustomVisionError`.
 */
import { SignInError, signInFailure } from '../entra/sign-in-error.ts';
import { networkAdvice } from '../network/connection-errors.ts';
import { ForeignAnswer } from '../network/foreign-answer.ts';
import { proxyAdvice } from '../network/proxies.ts';
import { Failure, type FailureStatus } from '../report/failure.ts';
import { foreign } from '../report/foreign-text.ts';
import type { Advice } from '../report/headings.ts';
import { adviceIn, type Refusals } from '../report/refusal-table.ts';
import { PUBLICATION_REFUSALS } from './publication-refusals.ts';
import { quotaAdvice } from './quota.ts';
import { ServiceError } from './service-error.ts';

const ADD_IMAGES =
  'add images or tags in the project: classification needs at least 5 images of each of 2 tags (of one tag in a multilabel project), object detection 15 of each tag, and a negative tag does not count; then run again';

const NOT_THE_SERVICE =
  'check endpoint: it is that of the training resource, of the form https://NAME.cognitiveservices.azure.com, and not the address of the portal; if it is right, a proxy, a sign-in page or a captive portal stands before it: let this runner through to that host';

const OTHER_PLATFORM = 'choose another entry for platforms: the service cannot export this model to that one';

const OTHER_PROJECT =
  'check project-id (in the portal under the gear, "Project Id"), and that endpoint and key are those of the training resource that holds it';

/** Operations that are about no project: their 404 does not mean one. */
const OF_THE_RESOURCE = ['GetProjects', 'GetDomains', 'CreateProject'];

/** By the API's own code and, where that says nothing more, by HTTP status. */
export const REFUSALS: Refusals<ServiceError> = {
  'Too few images or tags': {
    BadRequestTrainingValidationFailed: ADD_IMAGES,
    BadRequestClassificationTrainingValidationFailed: ADD_IMAGES,
    BadRequestMultiClassClassificationTrainingValidationFailed: ADD_IMAGES,
    BadRequestMultiLabelClassificationTrainingValidationFailed: ADD_IMAGES,
    BadRequestDetectionTrainingValidationFailed: ADD_IMAGES,
  },
  'Too many iterations': {
    BadRequestExceedIterationPerProjectLimit:
      'a project keeps at most 20 iterations: delete the oldest unpublished ones that nobody needs, in the portal under Performance or with az rest as docs/TROUBLESHOOTING.md shows, and run again; or give keep-iterations, without which nothing is ever deleted for you',
  },
  'Quota used up': {
    BadRequestExceededQuota:
      'a quota of the resource is used up: wait, or raise the pricing tier from F0 to S0',
    BadRequestExceedProjectLimit:
      'the resource has as many projects as its pricing tier allows: delete one in the portal, or raise the tier from F0 to S0',
    BadRequestExceedTagPerProjectLimit:
      'the project has as many tags as the pricing tier of the resource allows: delete some in the portal, or raise the tier from F0 to S0',
  },
  'Platform not possible': {
    BadRequestExportValidationFailed: OTHER_PLATFORM,
    BadRequestProjectUnsupportedExportPlatform: OTHER_PLATFORM,
    BadRequestExportPlatformNotSupportedForAdvancedTraining:
      'choose another entry for platforms, or training-type: Regular: the service cannot export a model of an advanced training to that one',
  },
  'Advanced training not possible': {
    BadRequestDomainNotSupportedForAdvancedTraining:
      'use training-type: Regular, or change the domain of the project: this one has no advanced training',
    BadRequestReservedBudgetInHoursNotEnoughForAdvancedTraining: 'raise reserved-budget-hours',
  },
  'Storage URI refused': {
    BadRequestInvalidUri:
      'check that queue and container exist, that both URIs are of the form https://ACCOUNT.queue.core.windows.net/NAME and https://ACCOUNT.blob.core.windows.net/NAME, and that the managed identity of the training resource holds Storage Queue Data Contributor and Storage Blob Data Contributor there',
  },
  'Request refused': { BadRequestInvalidEmailAddress: 'check notification-email' },
  'Project name refused': {
    BadRequestProjectName: 'choose another project-name',
    BadRequestProjectNameNotUnique:
      'the name is taken, but no project of this very name is listed: look in the portal how it is written (upper and lower case count), or give its project-id',
  },
  'Project is read-only': {
    ForbiddenDRModeEnabled:
      'the project is read-only while the service recovers from a disaster: run again later',
  },
  'Project not found': { NotFoundProject: OTHER_PROJECT, NotFound: OTHER_PROJECT },
  'Negative tag': {
    BadRequestDetectionTrainingNotAllowNegativeTag:
      'delete the negative tag of the project in the portal, for object detection takes none: whatever an image shows outside of its regions is negative; then run again',
  },
  'Wrong domain': {
    BadRequestRetiredDomainNotSupportedForTraining:
      'change the domain in the settings of the project to one that is not retired; or give iteration-id, to deliver a model that is trained already',
  },
  'Iteration not found': {
    NotFoundIteration: 'the iteration was deleted meanwhile: run again',
    BadRequestIterationIsNotTrained:
      'the iteration is not trained any more, or was trained anew meanwhile: run again',
  },
  'Key or role refused': {
    PermissionDenied: (error) => `${giveRole(error)}; a new role takes some minutes`,
    401: 'check training-key (Key 1 or 2 of the training resource, not of the prediction resource), and that endpoint is of the same resource; with Entra ID, that the resource is in the tenant of the login',
    403: (error) => `check the network rules of the resource, or ${giveRole(error)}`,
  },
  'Wrong endpoint': {
    404: 'check endpoint: it is that of the training resource, such as https://NAME.cognitiveservices.azure.com',
  },
  'Rate limit used up': {
    429: 'the rate limit of the resource is used up: run fewer jobs at once that ask it, or run again later',
  },
};

function giveRole({ operation, leastRole }: ServiceError): string {
  const role =
    operation === 'CreateProject'
      ? 'Contributor on the resource: the role Trainer may not create projects'
      : `${leastRole} on the resource`;
  return `give the identity of this workflow the role Cognitive Services Custom Vision ${role}`;
}

/** What the user can do about an answer, or about none. */
export function adviceFor(error: ServiceError): Advice {
  if (error.proxy !== undefined) {
    return { heading: 'No way through the proxy', next: proxyAdvice(error.proxy, error.httpStatus) };
  }
  if (error.cause instanceof ForeignAnswer) {
    return { heading: 'Something else answered', next: NOT_THE_SERVICE };
  }
  const quota = quotaAdvice(error);
  if (quota !== undefined) {
    return quota;
  }
  const ofResource = OF_THE_RESOURCE.includes(error.operation) && error.code === 'NotFound';
  // The API names what it did not find; a 404 without such a code is the gateway's.
  const ofApi = error.httpStatus === 404 && /^NotFound./.test(error.code ?? '');
  const known =
    (ofResource ? undefined : adviceIn(REFUSALS, error.code, error)) ??
    adviceIn(PUBLICATION_REFUSALS, error.code, error) ??
    (ofApi ? undefined : adviceIn(REFUSALS, error.httpStatus, error));
  if (known !== undefined) {
    return known;
  }
  if (error.httpStatus === null) {
    const next = networkAdvice(error) ?? 'check endpoint and the network of the runner, then run again';
    return { heading: 'Service out of reach', next };
  }
  return error.answerLost
    ? {
        heading: 'Service in trouble',
        next: 'the service is in trouble: run again later; what a run has begun is picked up',
      }
    : { heading: 'Request refused', next: 'see what the service says above; then run again' };
}

/**
 * Explains a refusal or a missing answer.
 * @param doing what the action was doing to which object; it follows "Could not "
 * @param found lines that say more about it, without raw foreign text
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
  return new Failure(
    status,
    heading,
    [
      `Could not ${doing}: ${whatArrived(error)}.`,
      ...(error.detail === '' ? [] : [foreign(error.detail)]),
      ...(error.requestId === null ? [] : [`Request id, for support:`, foreign(error.requestId)]),
      ...found,
      `Next: ${next}.`,
    ],
    { cause: error },
  );
}

function whatArrived({ httpStatus, code, proxy, cause }: ServiceError): string {
  const answer = [httpStatus?.toString(), code].filter((part) => part != null).join(' ');
  if (answer === '') {
    return 'no answer arrived';
  }
  if (proxy !== undefined) {
    return `the proxy answered ${answer}`;
  }
  return cause instanceof ForeignAnswer
    ? `something else answered for ${cause.host}`
    : `the service answered ${answer}`;
}

/** Does something at the service. @throws Failure instead of ServiceError, with `doing` as in `serviceFailure` */
export async function explained<T>(doing: string, action: () => Promise<T>): Promise<T> {
  return await action().catch((error: unknown) => {
    throw error instanceof ServiceError ? serviceFailure(doing, error) : error;
  });
}
