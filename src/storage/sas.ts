/**
 * What a shared access signature (SAS) says of itself. So the action knows before any request that storage will refuse it.
 * Sources: Azure's references "Create an account SAS" and "Create a service SAS".
 */

/** What a SAS has to allow, and the letters of its `sp` that the action cannot do without. */
export const SAS_PERMISSIONS = {
  queue: { letters: ['r', 'p'], needs: 'sp=rup (read, update, process)' },
  container: { letters: ['r', 'l'], needs: 'sp=rl (read, list)' },
} as const;

/** A dry run only looks. */
const FOR_LOOKING = {
  queue: { letters: ['r'], needs: 'sp=r (read)' },
  container: { letters: ['l'], needs: 'sp=l (list)' },
} as const;

type Kind = keyof typeof SAS_PERMISSIONS;

/** What a SAS is used for. */
export interface SasUse {
  /** Whether it travels over TLS. */
  readonly secure: boolean;
  /** In milliseconds since the epoch. */
  readonly now: number;
  readonly dryRun: boolean;
}

/** What an account SAS has to be for: the letter of its service, and its types of resources, containers and objects. */
const OF_ACCOUNT = {
  queue: { service: 'q', types: ['o'], form: 'ss=q, srt=o' },
  container: { service: 'b', types: ['c', 'o'], form: 'ss=b, srt=co' },
} as const;

/** In milliseconds since the epoch, as far as the SAS says it: a user delegation SAS ends with its key at the latest. */
export function timesOf(sas: string): { readonly from: number; readonly until: number } {
  const query = new URLSearchParams(sas);
  const times = (...names: readonly string[]): number[] =>
    names.map((name) => Date.parse(query.get(name) ?? '')).filter((time) => !Number.isNaN(time));
  return { from: Math.max(...times('st', 'skt')), until: Math.min(...times('se', 'ske')) };
}

/**
 * Why storage would refuse a SAS, in words that hold nothing of the signature.
 * @param sas the query as the URL has it, without `?`
 */
export function sasTroubles(sas: string, kind: Kind, { secure, now, dryRun }: SasUse): string[] {
  const malformed = malformation(sas);
  if (malformed !== undefined) {
    return [malformed];
  }
  const query = new URLSearchParams(sas);
  return [
    ...(query.has('ss') || query.has('srt') ? ofAccount(query, kind) : ofService(query, kind)),
    ...lacking(query, (dryRun ? FOR_LOOKING : SAS_PERMISSIONS)[kind]),
    ...outOfTime(sas, now),
    ...(query.get('spr') === 'https' && !secure ? ['it is for https:// only (spr=https)'] : []),
  ];
}

/** What happened to the text on its way here. */
function malformation(sas: string): string | undefined {
  const [, signature] = /(?:^|&)sig=([^&]*)/.exec(sas) ?? [];
  if (sas.startsWith('?')) {
    return 'two question marks stand before its SAS, one is wanted';
  }
  if (/(^|&)amp;/.test(sas)) {
    return 'the query was copied out of HTML: write & in place of &amp;';
  }
  if (signature === undefined || signature === '') {
    return 'the query is no shared access signature: it has no sig';
  }
  if (/\+|%20/.test(signature)) {
    return 'the sig of its SAS was decoded, and storage would read its + as a blank: write %2B for each +, or copy the SAS anew';
  }
  if (/%25[0-9a-f]{2}/i.test(signature)) {
    return 'the sig of its SAS is percent-encoded twice: write %2B for %252B, %2F for %252F and %3D for %253D';
  }
  return undefined;
}

function ofAccount(query: URLSearchParams, kind: Kind): string[] {
  const { service, types, form } = OF_ACCOUNT[kind];
  const fits = query.get('ss')?.includes(service) === true;
  const missing = types.filter((type) => query.get('srt')?.includes(type) !== true);
  return [
    ...(fits ? [] : [`its SAS is not for the ${kind} service: ${shown(query, 'ss')} lacks ${service}`]),
    ...(missing.length === 0
      ? []
      : [`its SAS is not for all that is needed: ${shown(query, 'srt')} lacks ${missing.join(' and ')}`]),
    ...(fits && missing.length === 0 ? [] : [`a SAS of the account needs at least ${form}`]),
  ];
}

/** A SAS of a container says by `sr` what it is for; one of a queue has no `sr`, and one of a table has `tn`. */
function ofService(query: URLSearchParams, kind: Kind): string[] {
  const sr = query.get('sr');
  const fits = query.has('tn') ? false : sr === null || (kind === 'container' && sr === 'c');
  return fits ? [] : [`its SAS is not for a ${kind} (${query.has('tn') ? 'tn' : shown(query, 'sr')})`];
}

/** What a SAS that does for a dry run lacks for a run that acts, as far as it says so; in words of the same kind. */
export function sasLacksForActing(sas: string, kind: Kind): string[] {
  return lacking(new URLSearchParams(sas), SAS_PERMISSIONS[kind]);
}

function lacking(
  query: URLSearchParams,
  { letters, needs }: { readonly letters: readonly string[]; readonly needs: string },
): string[] {
  // The stored access policy of a SAS (si) may hold the letters in its place.
  const allowed = query.get('sp');
  const missing = letters.filter((letter) => allowed?.includes(letter) === false);
  return missing.length === 0
    ? []
    : [`its SAS allows too little: ${shown(query, 'sp')} lacks ${missing.join(' and ')}, it needs ${needs}`];
}

function outOfTime(sas: string, now: number): string[] {
  const { from, until } = timesOf(sas);
  return [
    ...(until <= now ? [`its SAS expired at ${iso(until)} (se), and it is ${iso(now)} here`] : []),
    ...(from > now + CLOCKS_MS
      ? [`its SAS is valid only from ${iso(from)} on (st), and it is ${iso(now)} here`]
      : []),
  ];
}

/** Clocks differ: a SAS that was made a moment ago on another machine may seem to begin in a moment. */
const CLOCKS_MS = 5 * 60_000;

function iso(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** The value of such a member is made of letters; nothing else of it is shown. */
function shown(query: URLSearchParams, name: string): string {
  return `${name}=${(query.get(name) ?? '').replaceAll(/[^a-z]/g, '').slice(0, 20)}`;
}
