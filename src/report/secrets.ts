/**
 * Which parts of what we are given are secret: the signature of a SAS, as it stands in the URL and percent-decoded,
 * and the key in a connection string. The rest of a URL is no secret, and masking it would make the runner drop job
 * outputs that hold it.
 */

/**
 * `sig=` and `AccountKey=` with their values, plain, percent-encoded any number of times, or with JSON's escapes
 * (`\u0026sig\u003d`), as they occur in URLs, connection strings and error texts.
 */
const SECRET =
  /((?:(?<![a-z])|(?<=%(?:25)*[0-9a-f]{2}))(?:sig|AccountKey|SharedAccessKey)(?:=|%(?:25)*3D|\\u003d))([^&;\s"'<>\\]*)/gi;

/** An access or OIDC token, whole or cut off: the base64url of `{"` is how each part of one begins (RFC 7519). */
const TOKEN = /eyJ[\w-]{8,}\.[\w.-]*/g;

/** The password in a URL, such as that of a proxy. */
const PASSWORD = /(:\/\/[^\s/?#:@]*:)[^\s/?#@]+(?=@)/g;

/** The secrets in a text, raw and percent-decoded. */
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
    // Not percent-encoded text: there is no other form of it.
    return text;
  }
}
