/**
 * What the JSON Web Tokens of this job say. Their signatures are not checked: the runner itself has set them.
 */

/** The claims of a token (RFC 7519, 4); empty if it is of another form. */
export function claimsOf(token: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const payload = Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString('utf8');
    const claims: unknown = JSON.parse(payload);
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    // There is no token, or it has another form.
    return {};
  }
}

/** A time of a token, such as its `exp`, in milliseconds since the epoch; `undefined` if it has none. */
export function timeOf(token: string | undefined, claim: 'nbf' | 'exp'): number | undefined {
  const seconds = claimsOf(token)[claim];
  return typeof seconds === 'number' ? seconds * 1_000 : undefined;
}
