/**
 * GUIDs and names of the service: the action compares GUIDs in lower case, and names without regard to their case.
 */
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @returns the GUID in lower case; `undefined` for everything else */
export function guidOf(value: unknown): string | undefined {
  return typeof value === 'string' && GUID.test(value) ? value.toLowerCase() : undefined;
}

const NAME_BY_RUN = /^gh-(?<runId>\d+)-(?<digest>[0-9a-f]{8})(-\d)?$/;
/** GitHub's ids of runs have eleven digits by now. */
const LONGEST_RUN_ID = 15;

/** The workflow run that gave an iteration its name, as src/train/iteration-name.ts makes it; `undefined`: none did. */
export function runIn(iterationName: string): string | undefined {
  const runId = NAME_BY_RUN.exec(iterationName)?.groups?.runId;
  return runId !== undefined && runId.length <= LONGEST_RUN_ID ? runId : undefined;
}

/** The digest of the inputs in such a name. */
export function digestIn(iterationName: string): string | undefined {
  return NAME_BY_RUN.exec(iterationName)?.groups?.digest;
}

/** Whether two names, such as those of platforms, flavors or domains, mean the same to the service. */
export function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** In a name of twelve characters or more, so many may be wrong; fewer in a shorter one. */
const MOST_TYPOS = 3;

/**
 * The names that somebody may have meant by this one, the nearest first: they differ in case, blanks and punctuation
 * only, or in one character of every four.
 */
export function nearNames(name: string, names: readonly string[]): string[] {
  const wanted = bare(name);
  const most = Math.min(MOST_TYPOS, Math.ceil(wanted.length / 4));
  return names
    .map((one) => ({ one, typos: typosBetween(wanted, bare(one), most) }))
    .filter(({ typos }) => typos <= most)
    .sort((a, b) => a.typos - b.typos)
    .map(({ one }) => one);
}

function bare(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\p{P}\p{S}]/gu, '');
}

/** How many characters are to be added, left out, replaced, or exchanged with their neighbour; `Infinity` if over `most`. */
function typosBetween(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) {
    return Infinity;
  }
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const [a, b] = [one[row - 1], other[column - 1]];
      const exchanged = a === other[column - 2] && b === one[row - 2];
      line.push(
        Math.min(
          (last[column] ?? Infinity) + 1,
          (line[column - 1] ?? Infinity) + 1,
          (last[column - 1] ?? Infinity) + (a === b ? 0 : 1),
          exchanged ? (beforeLast[column - 2] ?? Infinity) + 1 : Infinity,
        ),
      );
    }
    if (Math.min(...line) > most) {
      return Infinity;
    }
    [beforeLast, last] = [last, line];
  }
  return last[other.length] ?? Infinity;
}
