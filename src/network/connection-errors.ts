/**
 * What an error of a request tells: Node's code of a connection that did not come about, with what to do about it, or
 * the HTTP status of the answer.
 */

/** The next step after trouble that passes. */
export const LATER = 'run again later; a training that was started is picked up';

const UNTRUSTED = 'the certificate is not trusted: give its authority in NODE_EXTRA_CA_CERTS';

const OUT_OF_TIME =
  'the certificate of the host is not valid at this time: check the clock of the runner, and any proxy in between';

export const ADVICE = new Map(
  Object.entries({
    ENOTFOUND: 'the host name is not known: check its spelling, and that the runner can resolve it',
    EAI_AGAIN: 'the host name could not be resolved just now: run again, or check the DNS of the runner',
    ECONNREFUSED: 'nothing accepts connections there: check host and port, and any firewall in between',
    ECONNRESET: 'the connection was cut: run again, or check any proxy or firewall in between',
    ETIMEDOUT:
      'nothing answered in time: check any proxy or firewall in between; a private endpoint answers in its own network only, to a self-hosted runner there',
    DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
    SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
    ERR_TLS_CERT_ALTNAME_INVALID:
      'the certificate is of another host: check the host name, and any proxy in between',
    CERT_HAS_EXPIRED: OUT_OF_TIME,
    CERT_NOT_YET_VALID: OUT_OF_TIME,
    EPROTO: 'the host does not speak TLS at that port: check scheme and port',
  }),
);

/** Whether an error is about a certificate: that is no better a moment later. */
export function isOfCertificate(error: unknown): boolean {
  return [UNTRUSTED, OUT_OF_TIME, ADVICE.get('ERR_TLS_CERT_ALTNAME_INVALID')].includes(networkAdvice(error));
}

/** Node's or the SDK's code of an error, such as `ENOTFOUND` or `QueueNotFound`. */
export function errorCode(error: unknown): string | undefined {
  const { code } = Object(error) as { readonly code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

/** The HTTP status in an error of Azure's SDKs; `undefined` where no answer arrived. */
export function statusCode(error: unknown): number | undefined {
  const { statusCode: status } = Object(error) as { readonly statusCode?: unknown };
  return typeof status === 'number' ? status : undefined;
}

/** Whether the same request may well succeed later: it took too long, there were too many, or the server failed. */
export function isTransientStatus(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** An error that says that nothing answered in time, with the code that Node gives it. */
export function noAnswerInTime(text: string, cause?: unknown): Error {
  return Object.assign(new Error(text, cause === undefined ? {} : { cause }), { code: 'ETIMEDOUT' });
}

/** Replaces what Azure's clients say of a request that took too long: only that it was aborted. */
export function timedOutIfAborted(error: unknown, text: string): unknown {
  return error instanceof Error && error.name === 'AbortError' ? noAnswerInTime(text, error) : error;
}

/** The error, what caused it, and the errors that it joins, the outermost first. */
export function causes(error: unknown): unknown[] {
  if (!(error instanceof Error)) {
    return [];
  }
  const joined = 'errors' in error && Array.isArray(error.errors) ? (error.errors as unknown[]) : [];
  return [error, ...[error.cause, ...joined].flatMap(causes)];
}

/** What to do about a connection that did not come about; `undefined` if neither the error nor its cause has such a code. */
export function networkAdvice(error: unknown): string | undefined {
  const advice = causes(error).map((cause) => ADVICE.get(errorCode(cause) ?? ''));
  return advice.find((next) => next !== undefined);
}
