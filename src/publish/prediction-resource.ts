/**
 * The ARM id of a prediction resource. The service takes a wrong one only after everything else, and a model then stays
 * unpublished: so its form is checked before the first request.
 */
import { guidOf } from '../custom-vision/names.ts';
import { refuseIf } from '../network/service-url.ts';

const PROVIDER = 'Microsoft.CognitiveServices/accounts';
const ID =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.CognitiveServices\/accounts\/([^/]+)\/?$/i;
/** Each part of an id, in its order, and what is missing where an id ends before it. */
const PARTS: readonly (readonly [part: RegExp, what: string])[] = [
  [/^subscriptions$/i, '/subscriptions/'],
  [/./, 'the id of the subscription'],
  [/^resourceGroups$/i, '/resourceGroups/'],
  [/./, 'the name of the resource group'],
  [/^providers$/i, '/providers/'],
  [/^Microsoft\.CognitiveServices$/i, `/${PROVIDER}/`],
  [/^accounts$/i, '/accounts/'],
  [/./, 'the name of the resource'],
];
/** Keys of Azure's AI services: 32 hex digits, and of late 84 characters. */
const KEY = /^([0-9a-f]{32}|[A-Za-z0-9]{84})$/i;

/** Whether somebody has given a key in place of the id. */
export function looksLikeKey(text: string): boolean {
  return KEY.test(text);
}

/** @returns the id as it was given, without a slash at its end @throws Error with what is wrong, in safe words */
export function parsePredictionResource(text: string): string {
  refuseIf(
    looksLikeKey(text),
    'it looks like a key, and nothing here takes the key of the prediction resource',
  );
  refuseIf(
    /^https?:\/\/[^/]*portal\.azure\.|^https?:\/\/[^/]*#/i.test(text),
    'it is an address of the Azure portal: give the part of it from /subscriptions/ on that ends with the name of the resource, or copy Resource ID under Properties there',
  );
  refuseIf(
    /^[a-z]+:\/\//i.test(text),
    'it is a URL, such as an endpoint: copy Resource ID of the prediction resource, in the Azure portal under Properties',
  );
  refuseIf(/[\s?#]/.test(text), 'it has a blank, a question mark or a #');
  refuseIf(!text.startsWith('/'), 'it does not begin with /subscriptions/');
  const found = ID.exec(text);
  if (found === null) {
    throw new Error(whatIsWrong(text));
  }
  const [, subscription = '', group = '', account = ''] = found;
  refuseIf(guidOf(subscription) === undefined, 'what follows /subscriptions/ is no GUID');
  refuseIf(
    !/^[\p{L}\p{N}_.()-]{1,90}$/u.test(group) || group.endsWith('.'),
    'what follows /resourceGroups/ is no name of a resource group',
  );
  refuseIf(
    !/^[A-Za-z0-9][\w.-]{1,63}$/.test(account),
    'what follows /accounts/ is no name of a resource: 2 to 64 letters, digits and dashes',
  );
  return text.replace(/\/$/, '');
}

/** Names the first part that is missing or another one. */
function whatIsWrong(text: string): string {
  const [, ...parts] = text.replace(/\/+$/, '').split('/');
  const provider = /\/providers\/([^/]+\/[^/]+)/i.exec(text)?.[1];
  const isOther = provider !== undefined && provider.toLowerCase() !== PROVIDER.toLowerCase();
  if (isOther) {
    return `it is the id of a resource of another kind: ${PROVIDER} is wanted`;
  }
  const wrong = PARTS.findIndex(([part], index) => !part.test(parts[index] ?? ''));
  if (wrong === -1) {
    return 'more follows the name of the resource: leave it out';
  }
  const what = PARTS[wrong]?.[1] ?? '';
  return parts.length <= wrong ? `it is cut off: ${what} is missing` : `${what} is missing in it`;
}

/** Whether two ids name the same resource: Azure does not tell upper from lower case in them. */
export function isSameResource(one: string, other: string): boolean {
  const plain = (id: string): string => id.toLowerCase().replace(/\/$/, '');
  return plain(one) === plain(other);
}
