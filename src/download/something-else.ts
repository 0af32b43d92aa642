/**
 * Whether bytes are those of a model at all: a captive portal, a sign-in page or an inspecting proxy may answer 200 with
 * a page of its own in place of a storage account.
 */
/** Types of text, which no model has. The service's own type of a package is not documented. */
const TEXT = /^(text\/|application\/([\w.+-]*\+)?(xml|json|xhtml)\b)/i;
/** How a page or an error begins, after a byte order mark perhaps; a model may begin so only by chance. */
const MARKUP = /^(\xef\xbb\xbf)?\s*[<{[]/;
// eslint-disable-next-line no-control-regex -- a binary format is told from text by its control characters
const BINARY = /[\0-\x08\x0e-\x1f]/;
const LOOKED_AT = 256;

/** Answers that are no model, whatever their status says. */
export class SomethingElse extends Error {
  override readonly name = 'SomethingElse';
}

/**
 * @param start of the file, as much of it as has arrived first
 * @param type what the answer calls itself
 * @param host whose answer it is thought to be
 * @throws SomethingElse
 */
export function refuseSomethingElse(start: Buffer, type = '', host = 'the container'): void {
  const text = start.subarray(0, LOOKED_AT).toString('latin1');
  if (!text.startsWith('PK') && (TEXT.test(type) || (MARKUP.test(text) && !BINARY.test(text)))) {
    throw new SomethingElse(`something else answered for ${host}: text (${type || 'of no type'}), no model`);
  }
}
