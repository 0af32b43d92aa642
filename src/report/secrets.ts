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
  /((?=(?:sig|AccountKey|SharedAccessKey)[=%\\])(?:(?<![a-z])|(?<=%(?:25)*[0-9a-f]{2}))(?:sig|AccountKey|SharedAccessKey)(?:=|%(?:25)*3D|\\u003d))([^&;\s"'<>\\]*)/gi;

/**
 * An access or OIDC token, whole or cut off. Each of its parts begins with the base64url of `{"` (RFC 7519), and the
 * first one is short: without a bound, a long text of such beginnings would be read again from each.
 */
const TOKEN = /eyJ[\w-]{8,2000}\.[\w.-]*/g;

/** The password in a URL, such as that of a proxy. */
const PASSWORD = /(:\/\/[^\s/?#:@]*:)[^\s/?#@]+(?=@)/g;

/** Signatures and keys in a text, raw and percent-decoded. */
export function secretsIn(text: string): string[] {
  const raw = [...text.matchAll(SECRET)].map(([, , value]) => value ?? '').filter((value) => value !== '');
  return [...new Set(raw.flatMap((value) => [value, decoded(value)]))];
}

/** The forms of all secrets that the run has met, the longest first. */
let known: readonly string[] = [];

/**
 * From now on, no foreign text shows the secret: whoever echoes it may have encoded it, or cut it off.
 * @returns the forms that the runner has to mask
 */
export function remembered(secret: string): string[] {
  const forms = formsOf(secret);
  known = [...new Set([...known, ...forms])].sort((one, other) => other.length - one.length);
  return forms;
}

/** What is shorter may as well be a part of something that is no secret, such as a URI among the outputs. */
const SHORTEST_FORM = 10;

/**
 * A secret as it is, percent-encoded, and as a part of base64, wherever it begins in there: the characters that other
 * bytes have a part in are left out, and so is the padding.
 */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6)),
  );
  const urlSafe = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  const encoded = [secret, ...base64].flatMap((text) => {
    const once = percentEncoded(text);
    return [once, once.replace(/%../g, (code) => code.toLowerCase()), percentEncoded(once)];
  });
  const others = [...encoded, ...base64, ...urlSafe].filter((text) => text.length >= SHORTEST_FORM);
  return [...new Set([secret, ...others])];
}

function percentEncoded(text: string): string {
  // A lone half of a character cannot be encoded.
  return encodeURIComponent(text.toWellFormed());
}

/** The text with `***` in place of every secret. */
export function withoutSecrets(text: string): string {
  const masked = known.reduce(
    (shown, form) => (form.length < SHORTEST_FORM ? shown : shown.replaceAll(form, '***')),
    text,
  );
  return masked.replace(SECRET, '$1***').replace(TOKEN, '***').replace(PASSWORD, '$1***');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // The text is not percent-encoded, so it has no other form.
    return text;
  }
}
