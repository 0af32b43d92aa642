/**
 * Trouble before any answer: the name, the connection, the certificate. Node's codes, with what to do about each.
 */

const ADVICE = new Map(
  Object.entries({
    ENOTFOUND: 'the host name is not known: check its spelling, and that the runner can resolve it',
    EAI_AGAIN: 'the host name could not be resolved just now: run again, or check the DNS of the runner',
    ECONNREFUSED: 'nothing accepts connections there: check host and port, and any firewall in between',
    ECONNRESET: 'the connection was cut: run again, or check any proxy or firewall in between',
    ETIMEDOUT: 'nothing answered in time: check any proxy or firewall in between',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is not trusted: give its authority in NODE_EXTRA_CA_CERTS',
    SELF_SIGNED_CERT_IN_CHAIN: 'the certificate is not trusted: give its authority in NODE_EXTRA_CA_CERTS',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      'the certificate is not trusted: give its authority in NODE_EXTRA_CA_CERTS',
    CERT_HAS_EXPIRED:
      'the certificate of the host has expired: check the clock of the runner, and any proxy in between',
    EPROTO: 'the host does not speak TLS at that port: check scheme and port',
  }),
);

/** Node's or the SDK's code of an error, such as `ENOTFOUND` or `QueueNotFound`. */
export function errorCode(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** What to do about a connection that did not come about; `undefined` if the code says nothing of that kind. */
export function networkAdvice(error: unknown): string | undefined {
  const code = errorCode(error);
  const advice = code === undefined ? undefined : ADVICE.get(code);
  return (
    advice ?? (error instanceof Error && error.cause !== undefined ? networkAdvice(error.cause) : undefined)
  );
}
