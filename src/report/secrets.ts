/**
 * Which parts of a text are secret: the signature of a SAS, as the URL has it and percent-decoded, the key in a
 * connection string, a token, a password. The rest of a URL is no secret, and the runner drops job outputs that hold a
 * masked text, so the action must not mask more.
 */

/**
 * `sig=` and `AccountKey=` with their values, plain, percent-encoded any number of times, or with JSON's escapes
 * (`\u0026sig\u003d`), as they occur in URLs, connection strings and error texts.
 */
const SECRET =
  /((?:(?<![a-z])|(?<=%(?:25)*[0-9a-f]{2}))(?:sig|AccountKey|SharedAccessKey)(?:=|%(?:25)*3D|\\u003d))([^&;\s"'<>\\]*)/gi;

/** An access or OIDC token, whole or cut off. Each of its parts begins with the base64url of `{"` (RFC 7519). */
const TOKEN = /eyJ[\w-]{8,}\.[\w.-]*/g;

/** The password in a URL, such as that of a proxy. */
const PASSWORD = /(:\/\/[^\s/?#:@]*:)[^\s/?#@]+(?=@)/g;

/** Signatures and keys in a text, raw and percent-decoded. */
export function secretsIn(text: string): string[] {
  const raw = [...text.matchAll(SECRET)].map(([, , value]) => value ?? '').filter((value) => value !== '');
  return [...new Set(raw.flatMap((value) => [value, decoded(value)]))];
}

/** The text with `***` in place of every secret. */
export function withoutSecrets(text: string): string {
  return text.replace(SECRET, '$1***').replace(TOKEN, '***').replace(PASSWORD, '$1***');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // The text is not percent-encoded, so it has no other form.
    return text;
  }
}
