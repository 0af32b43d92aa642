/**
 * Why the bytes of a model could not be fetched or written, and what the user can do about it.
 */
import { ServiceError } from '../custom-vision/service-error.ts';
import { SignInError, signInFailure } from '../entra/sign-in-error.ts';
import { errorCode, networkAdvice } from '../network/connection-errors.ts';
import { ForeignAnswer } from '../network/foreign-answer.ts';
import { proxyAdvice } from '../network/proxies.ts';
import { Failure } from '../report/failure.ts';
import { foreign } from '../report/foreign-text.ts';
import { storageAnswer } from '../storage/refusals.ts';

/** Codes of trouble with the disk: asking the other side again could not mend it. */
const DISK_ERRORS = new Set(
  'EACCES EDQUOT EFBIG EIO EISDIR EMFILE ENAMETOOLONG ENOENT ENOSPC ENOTDIR EPERM EROFS'.split(' '),
);

/** What went wrong, on one safe line. */
export function answerOf(error: unknown): string {
  return error instanceof ServiceError
    ? foreign(`${error.message} ${error.detail}`.trim())
    : storageAnswer(error);
}

/** Explains why a model could not be fetched. */
export function notSaved(what: string, file: string, error: unknown): Failure {
  const cause = error instanceof ServiceError ? error.cause : error;
  if (cause instanceof SignInError) {
    return signInFailure(`fetch ${what}`, cause);
  }
  const { proxy, httpStatus = null } = error instanceof ServiceError ? error : {};
  // A link is no operation of the training API: key, role and endpoint have no part in it.
  const who = proxy === undefined ? 'It' : 'The proxy';
  const said =
    httpStatus === null
      ? [`Could not fetch ${what} to ${file}.`, answerOf(error)]
      : [`Could not fetch ${what}. ${who} answered:`, foreign(String(httpStatus))];
  const heading =
    proxy !== undefined
      ? 'No way through the proxy'
      : error instanceof ForeignAnswer
        ? 'Something else answered'
        : 'Model not fetched';
  return new Failure('failed', heading, [...said, `Next: ${adviceFor(error)}.`], { cause: error });
}

function adviceFor(error: unknown): string {
  if (isOfTheDisk(error)) {
    return 'make room, or let RUNNER_TEMP point to a folder that can be written to; then run again';
  }
  if (error instanceof ServiceError && error.proxy === undefined && !error.transient) {
    return 'run again once, the service then signs another link; if that is refused as well, its copy of this export is gone: set when-unchanged: retrain, or change an image, so that a new iteration is trained and exported';
  }
  if (error instanceof ForeignAnswer) {
    return `see what answers in place of ${error.host}, such as a captive portal or the sign-in page of a proxy, have it let this runner through, and run again; the training and the export are not repeated`;
  }
  // The link leads to a host of the service's own storage, perhaps through a proxy.
  const { proxy, httpStatus = null } = error instanceof ServiceError ? error : {};
  const way = proxy === undefined ? networkAdvice(error) : proxyAdvice(proxy, httpStatus);
  return `${way ?? 'run again'}; the training and the export are not repeated`;
}

export function isOfTheDisk(error: unknown): boolean {
  return DISK_ERRORS.has(errorCode(error) ?? '');
}
