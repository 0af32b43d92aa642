/**
 * The forms that inputs have to have. Each parser throws Error with what is wrong, in safe words.
 */
import { guidOf, nearNames } from '../custom-vision/names.ts';
import { type ExportTarget, formatTarget, platformNamed, PLATFORMS } from '../custom-vision/platforms.ts';
import { parseServiceUrl, refuseIf } from '../network/service-url.ts';
import { quoted } from '../report/foreign-text.ts';
import { withoutSecrets } from '../report/secrets.ts';

/** RFC 5321, 4.5.3.1. */
const LONGEST_EMAIL = 254;

/** Of an entry, in a refusal. */
const LONGEST_SHOWN = 64;

/** More entries than any project has tags, or any service platforms. */
const MOST_NAMES = 1_000;
const MOST_PLATFORMS = 50;

/** Hosts that people take for that of the training resource, and what to give in their place. */
const NO_ENDPOINTS: readonly (readonly [host: RegExp, what: string])[] = [
  [
    /(^|\.)(customvision\.ai|portal\.azure\.(com|us|cn)|ai\.azure\.com)$/,
    'it is the address of a portal: copy Endpoint of the training resource, in the Azure portal under “Keys and Endpoint”',
  ],
  [
    /\.(blob|queue|dfs|file|table|web)\.(core|storage)\./,
    'it is a host of Azure Storage: copy Endpoint of the training resource, in the Azure portal under “Keys and Endpoint”',
  ],
];

export function parseEndpoint(text: string): string {
  const hostname = URL.parse(text)?.hostname ?? '';
  const [, mistaken] = NO_ENDPOINTS.find(([host]) => host.test(hostname)) ?? [];
  refuseIf(mistaken !== undefined, mistaken ?? '');
  const url = parseServiceUrl(text);
  refuseIf(
    /\/prediction\b/i.test(url.pathname),
    'it is a URL for predictions: give the endpoint of the training resource, and nothing after its host',
  );
  refuseIf(
    url.pathname !== '/' || url.search !== '',
    'it has a path or a query, the endpoint alone is wanted: leave out everything after the host',
  );
  return url.origin;
}

export function parseGuid(text: string): string {
  const guid = guidOf(text);
  if (guid === undefined) {
    throw new Error('it is no GUID');
  }
  return guid;
}

/** A parser of one of these words, in any case. */
export function oneOf<Word extends string>(...words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const found = words.find((word) => word.toLowerCase() === text.toLowerCase());
    if (found === undefined) {
      throw new Error('there is no such choice');
    }
    return found;
  };
}

/** The name of something at the service, which decides what else a name may be. */
export function parseName(text: string): string {
  refuseIf(/\p{Cc}/u.test(text), 'it holds a control character or a line end');
  return text;
}

/** From 0 to 1, with a point. */
export function parseShare(text: string): number {
  const [, digits = '', percent] = /^(\d{1,3}(?:[.,]\d{1,9})?) ?(%)?$/.exec(text) ?? [];
  const value = Number(digits.replace(',', '.'));
  const inPercent = value <= 100 ? `${value} % is ${Number((value / 100).toFixed(9))}` : '100 % is 1';
  refuseIf(percent !== undefined, `it is no decimal number, ${inPercent}`);
  refuseIf(digits.includes(','), `it is no decimal number, which has a point: ${value}`);
  refuseIf(!/^(\d{1,9}(\.\d{0,17})?|\.\d{1,17})$/.test(text), 'it is no decimal number, such as 0.9');
  refuseIf(Number(text) > 1, value > 1 ? `it is over 1; ${inPercent}` : 'it is over 1');
  return Number(text);
}

/** One entry a line, or comma-separated. */
export function parseNames(text: string): string[] {
  const names = entriesOf(text);
  refuseIf(names.length === 0, 'it names nothing');
  refuseIf(names.length > MOST_NAMES, `it has ${names.length} entries, at most ${MOST_NAMES} are read`);
  return names.map(parseName);
}

/** The service sends to it and decides; here only what cannot be an address is refused. */
export function parseEmail(text: string): string {
  const isAddress =
    text.length <= LONGEST_EMAIL && /^[^\s@,;<>"]+@[^\s@,;<>".]+(\.[^\s@,;<>".]+)+$/.test(text);
  refuseIf(!isAddress, 'it is no e-mail address');
  return text;
}

/** One entry a line, or separated by commas: `platform` or `platform/flavor`. */
export function parsePlatforms(text: string): [ExportTarget, ...ExportTarget[]] {
  const entries = entriesOf(text);
  refuseIf(
    entries.length > MOST_PLATFORMS,
    `it has ${entries.length} entries, at most ${MOST_PLATFORMS} are read`,
  );
  const [first, ...more] = entries.map(parseTarget);
  if (first === undefined) {
    throw new Error('it names no platform');
  }
  const seen = new Set<string>();
  const double = [first, ...more].find((target) => {
    const name = formatTarget(target).toLowerCase();
    return seen.has(name) || seen.add(name).size === 0;
  });
  if (double !== undefined) {
    throw new Error(`it names ${formatTarget(double)} twice`);
  }
  return [first, ...more];
}

function entriesOf(text: string): string[] {
  const entries = text.split(/[\n,]/).map((entry) => entry.trim());
  return entries.filter((entry) => entry !== '');
}

function parseTarget(text: string, index: number): ExportTarget {
  const [name = '', flavor, ...more] = text.split('/').map((part) => part.trim());
  const platform = platformNamed(name);
  const which = `entry ${index + 1}, ${quoted(withoutSecrets(text).slice(0, LONGEST_SHOWN))},`;
  if (platform === undefined) {
    // A flavor mostly begins with the name of its platform, and people leave that out.
    const meant =
      PLATFORMS.find((one) => name.toLowerCase().startsWith(one.toLowerCase())) ??
      platformNamed(nearNames(name, PLATFORMS)[0] ?? '');
    throw new Error(
      `${which} begins with no platform${meant === undefined ? '' : ` (write ${meant}, or ${meant}/ and a flavor)`}`,
    );
  }
  if (more.length > 0 || (flavor !== undefined && !/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(flavor))) {
    throw new Error(`what follows ${formatTarget({ platform, flavor: null })} in ${which} is no flavor`);
  }
  return { platform, flavor: flavor ?? null };
}

/** In bytes. File systems take 255; what the action appends, such as `-2` and `.part`, has to fit as well. */
export const LONGEST_NAME_BYTES = 204;

/**
 * The artifact service refuses `" : < > | * ? \ /` and line ends, and a name is a file's name here. The runner takes
 * `##[…]` anywhere in a line for a command, and the artifact client prints names.
 */
export function parseArtifactName(text: string): string {
  const forbidden = [...new Set(text.match(/[":<>|*?\\/]|##\[/g))];
  refuseIf(/\p{Cc}/u.test(text), 'it holds a control character or a line end');
  refuseIf(forbidden.length > 0, `no artifact can be named so: leave out ${quoted(forbidden.join(' '))}`);
  refuseIf(text.startsWith('.'), 'it begins with a dot');
  refuseIf(
    Buffer.byteLength(text) > LONGEST_NAME_BYTES,
    `it is longer than ${LONGEST_NAME_BYTES} bytes in UTF-8`,
  );
  refuseIf(
    !text.endsWith('.zip'),
    `it does not end in .zip: write ${quoted(`${text.replace(/\.zip$/i, '')}.zip`)}`,
  );
  return text;
}
