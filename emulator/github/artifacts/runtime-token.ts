/**
 * The token that a job gets as `ACTIONS_RUNTIME_TOKEN`: a JWT whose claim `scp` names the workflow run and the
 * job by their back-end ids, `Actions.Results:<run>:<job>`. The artifact client reads the ids from there.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** A job, by the ids that GitHub's back end uses (not the numbers that workflows see). */
export interface JobIdentity {
  readonly runId: string;
  readonly jobId: string;
}

/** About as long as the token of a hosted job is valid. */
const LIFETIME_S = 370 * 60;
const ID_FORM = /^[\w-]+$/;

export class RuntimeTokens {
  readonly #secret = randomBytes(32);

  issue(job: JobIdentity): string {
    for (const id of [job.runId, job.jobId]) {
      if (!ID_FORM.test(id)) {
        throw new Error(`"${id}" cannot be an id in a runtime token: expected letters, digits, "-" and "_".`);
      }
    }
    const nowS = Math.floor(Date.now() / 1000);
    const head = encode({ alg: 'HS256', typ: 'JWT' });
    const claims = encode({
      scp: `Actions.GenericRead:00000000-0000-0000-0000-000000000000 Actions.Results:${job.runId}:${job.jobId}`,
      iat: nowS,
      exp: nowS + LIFETIME_S,
    });
    return `${head}.${claims}.${this.#sign(`${head}.${claims}`).toString('base64url')}`;
  }

  /** Returns the job that the token was issued to; `undefined` if it is forged, foreign or expired. */
  verify(token: string): JobIdentity | undefined {
    const [head, claims, signature, ...rest] = token.split('.');
    if (head === undefined || claims === undefined || signature === undefined || rest.length > 0) {
      return undefined;
    }
    const expected = this.#sign(`${head}.${claims}`);
    const given = Buffer.from(signature, 'base64url');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const { scp, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
      scp: string;
      exp: number;
    };
    if (exp * 1000 <= Date.now()) return undefined;
    const [, runId, jobId] = /(?:^| )Actions\.Results:([\w-]+):([\w-]+)(?: |$)/.exec(scp) ?? [];
    return runId === undefined || jobId === undefined ? undefined : { runId, jobId };
  }

  #sign(text: string): Buffer {
    return createHmac('sha256', this.#secret).update(text).digest();
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
