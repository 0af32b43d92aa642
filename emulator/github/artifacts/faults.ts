/**
 * Artifact services that do not do what they should, for as long as they are asked: GitHub's own when it refuses, what
 * else may answer in its place, and the one of nektos/act.
 */
import type { ArtifactMethod } from './protocol.ts';

export type ArtifactFault =
  /** Takes no token any more. */
  | 'unauthenticated'
  /** Lists and deletes, but the account's storage for artifacts is used up. */
  | 'quota'
  /** Refuses, as nektos/act does, each request with a member that its protocol has not: the MIME type of an upload. */
  | 'no-mime-type'
  /** A proxy's page to sign in at answers in its place. */
  | 'sign-in-page'
  /** Hangs up. */
  | 'closed';

export interface FaultyAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** @returns `undefined` where the fault leaves the request alone, `hang up` where nothing is to be answered */
export function faultyAnswer(
  fault: ArtifactFault,
  method: ArtifactMethod,
  body: string,
): FaultyAnswer | 'hang up' | undefined {
  switch (fault) {
    case 'unauthenticated':
      return refused(401, 'unauthenticated', 'the bearer token is missing or not valid');
    case 'quota':
      // The message by which the toolkit knows it: packages/artifact/src/internal/shared/errors.ts
      return method === 'CreateArtifact'
        ? refused(403, 'permission_denied', 'insufficient usage to create artifact')
        : undefined;
    case 'no-mime-type':
      // Its `parseProtbufBody` answers so, without a body: https://github.com/nektos/act/issues/6022
      return body.includes('"mime_type"') ? { status: 500, type: 'text/plain', body: '' } : undefined;
    case 'sign-in-page':
      return { status: 200, type: 'text/html', body: '<!doctype html><title>Sign in</title>' };
    case 'closed':
      return 'hang up';
  }
}

function refused(status: number, code: string, msg: string): FaultyAnswer {
  return { status, type: 'application/json', body: JSON.stringify({ code, msg }) };
}
