/**
 * The forms that inputs have to have. Each parser throws Error with what is wrong, in words without foreign text.
 */
import { guidOf } from '../custom-vision/names.ts';
import { type ExportTarget, formatTarget, platformNamed } from '../custom-vision/platforms.ts';
import { parseServiceUrl, refuseIf } from '../network/service-url.ts';

/** RFC 5321, 4.5.3.1. */
const LONGEST_EMAIL = 254;

export function parseEndpoint(text: string): string {
  const url = parseServiceUrl(text);
  refuseIf(
    url.pathname !== '/' || url.search !== '',
    'it has a path or a query, the endpoint alone is wanted',
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

/** One entry a line, or comma-separated. */
export function parseNames(text: string): string[] {
  const names = entriesOf(text);
  refuseIf(names.length === 0, 'it names nothing');
  return names.map(parseName);
}

/** The service sends to it and decides; here only what cannot be an address is refused. */
export function parseEmail(text: string): string {
  refuseIf(text.length > LONGEST_EMAIL, 'it is no e-mail address');
  const isAddress = /^[^\s@,;<>"]+@[^\s@,;<>".]+(\.[^\s@,;<>".]+)+$/.test(text);
  refuseIf(!isAddress, 'it is no e-mail address');
  return text;
}

/** One entry a line, or separated by commas: `platform` or `platform/flavor`. */
export function parsePlatforms(text: string): [ExportTarget, ...ExportTarget[]] {
  const [first, ...more] = entriesOf(text).map(parseTarget);
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

function parseTarget(text: string): ExportTarget {
  const [name = '', flavor, ...more] = text.split('/').map((part) => part.trim());
  const platform = platformNamed(name);
  if (platform === undefined) {
    throw new Error('an entry begins with no platform');
  }
  if (more.length > 0 || (flavor !== undefined && !/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(flavor))) {
    throw new Error(`what follows ${formatTarget({ platform, flavor: null })} is no flavor`);
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
  refuseIf(
    !/^[^":<>|*?\\/\p{Cc}]+\.zip$/u.test(text) ||
      Buffer.byteLength(text) > LONGEST_NAME_BYTES ||
      text.startsWith('.') ||
      text.includes('##['),
    'no artifact can be named so',
  );
  return text;
}
