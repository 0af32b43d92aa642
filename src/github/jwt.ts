/**
 * JSON Web Tokens of our own job, as far as we read them: what they say, unchecked.
 */

/** The claims of a token (RFC 7519, 4); empty if it is of another form. */
export function claimsOf(token: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const payload = Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString('utf8');
    const claims: unknown = JSON.parse(payload);
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    // No token, or one of another form: it does not tell.
    return {};
  }
}

/** A time of a token, such as its `exp`, in milliseconds since the epoch; `undefined` where it does not tell. */
export function timeOf(token: string | undefined, claim: 'iat' | 'nbf' | 'exp'): number | undefined {
  const seconds = claimsOf(token)[claim];
  return typeof seconds === 'number' ? seconds * 1_000 : undefined;
}
