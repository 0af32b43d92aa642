/**
 * An answer of somebody else than the service that was asked: the page of a captive portal, a sign-in page, a redirect
 * to one. Its status says nothing, so every answer is judged by what it is.
 */

/** Something else answered for a host. */
export class ForeignAnswer extends Error {
  override readonly name = 'ForeignAnswer';
  /** Of whom something was asked. */
  readonly host: string;
  readonly httpStatus: number;

  /** @param what was answered; it may hold foreign text */
  constructor(host: string, httpStatus: number, what: string) {
    super(`something else answered for ${host}: ${httpStatus}, ${what}`);
    this.host = host;
    this.httpStatus = httpStatus;
  }
}

/** What there is to judge. */
export interface Given {
  readonly url: string;
  readonly httpStatus: number;
  readonly header: (name: string) => string | undefined;
  /** The body, or its beginning; `null` if it is not read here. */
  readonly text: string | null;
}

/** @returns what is wrong with an answer, if it is not the service's */
export type Judge = (given: Given) => string | undefined;

/** How a page begins. */
const PAGE = /^\ufeff?\s*<(!doctype html|html|head|body|script)\b/i;
/** How JSON begins. */
const JSON_START = /^\ufeff?\s*(?:[[{"]|(?:null|true|false)\b)/;
/** The lists that storage gives. */
const LIST = /^\ufeff?\s*(?:<\?xml[^>]{0,200}\?>\s*)?<(?:QueueMessagesList|EnumerationResults)\b/;

/** The services nest a few objects in each other. To write thousands of them as JSON again would overflow the stack. */
const MOST_LEVELS = 100;

/** Of a service that answers in JSON. */
export const jsonJudge: Judge = ({ httpStatus, header, text }) =>
  redirect(httpStatus, header) ??
  (httpStatus < 300 && text !== null && text !== '' && !JSON_START.test(text) ? kindOf(header) : undefined) ??
  (isDeep(text ?? '') ? `more than ${MOST_LEVELS} levels of JSON` : undefined);

function isDeep(text: string): boolean {
  let [levels, isQuoted] = [0, false];
  for (let index = 0; index < text.length && levels <= MOST_LEVELS; index += 1) {
    const character = text[index];
    if (character === '\\') {
      index += 1;
    } else if (character === '"') {
      isQuoted = !isQuoted;
    } else if (!isQuoted && (character === '[' || character === '{')) {
      levels += 1;
    } else if (!isQuoted && (character === ']' || character === '}')) {
      levels -= 1;
    }
  }
  return levels > MOST_LEVELS;
}

/** Of Azure Storage, which names every answer of its own by a header, and lists in XML. */
export const storageJudge: Judge = ({ url, httpStatus, header, text }) => {
  const isNamed = ['x-ms-request-id', 'x-ms-version'].some((name) => header(name) !== undefined);
  const isList = httpStatus < 300 && (/[?&]comp=list\b/.test(url) || /\/messages(\?|$)/.test(url));
  const isWrong =
    (isList && text !== null && !LIST.test(text)) ||
    (!isNamed && !passes(httpStatus) && isPage(header, text ?? ''));
  return redirect(httpStatus, header) ?? (isWrong ? kindOf(header) : undefined);
};

/** Types of text, which no model has. The service's own type of a package is not documented. */
const TEXT = /^(text\/|application\/([\w.+-]*\+)?(xml|json|xhtml)\b)/i;
/** How a page or an error begins, after a byte order mark perhaps; a model may begin so only by chance. */
const MARKUP = /^(\xef\xbb\xbf)?\s*[<{[]/;
// eslint-disable-next-line no-control-regex -- a binary format is told from text by its control characters
const BINARY = /[\0-\x08\x0e-\x1f]/;
const LOOKED_AT = 256;

/**
 * Of bytes that are to be a model, whoever keeps them.
 * @param start as much of them as has arrived first
 * @param type what the answer calls itself
 * @returns what they are instead
 */
export function noModel(start: Buffer, type = ''): string | undefined {
  const text = start.subarray(0, LOOKED_AT).toString('latin1');
  const isText = !text.startsWith('PK') && (TEXT.test(type) || (MARKUP.test(text) && !BINARY.test(text)));
  return isText ? `text (${type || 'of no type'}), no model` : undefined;
}

export function isPage(header: Given['header'], text: string): boolean {
  return /^(text\/html|application\/xhtml)/i.test(header('content-type') ?? '') || PAGE.test(text);
}

/** Gateways before a service have pages for its trouble as well, and a proxy for a login. */
export function passes(httpStatus: number): boolean {
  return httpStatus >= 500 || [407, 408, 429].includes(httpStatus);
}

function redirect(httpStatus: number, header: Given['header']): string | undefined {
  if (httpStatus < 300 || httpStatus >= 400 || httpStatus === 304) {
    return undefined;
  }
  const host = URL.parse(header('location') ?? '')?.host;
  return `a redirect${host === undefined ? '' : ` to ${host}`}`;
}

function kindOf(header: Given['header']): string {
  return `an answer of the type ${header('content-type') ?? 'that it does not say'}`;
}
