/**
 * What the mutants of one file say of its tests: the share that was killed, and each that lived, with its place.
 */

/** Of Stryker's results, what is judged. Lines and columns count from 1. */
export interface Mutant {
  readonly status: string;
  readonly replacement?: string | undefined;
  readonly location: {
    readonly start: { readonly line: number; readonly column: number };
    readonly end: { readonly line: number; readonly column: number };
  };
}

/** A mutant that no test can kill, because it does the same. */
export interface Equivalent {
  readonly file: string;
  /** What stands in the file, and what stands there in the mutant; blanks count as one. */
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

export interface Judgement {
  readonly killed: number;
  readonly all: number;
  /** Such as `src/a.ts:7: "x" → ""`. */
  readonly lived: readonly string[];
  /** Entries of the table that are of this file and match no mutant that lived. */
  readonly unmatched: readonly Equivalent[];
}

export const LEAST_SHARE = 0.9;

/** An endless loop ends at a time-out. */
const KILLED = ['Killed', 'Timeout'];
const LIVED = ['Survived', 'NoCoverage'];

/** @param source the text of the file as it was mutated */
export function judge(
  file: string,
  source: string,
  mutants: readonly Mutant[],
  equivalents: readonly Equivalent[],
): Judgement {
  const ofFile = equivalents.filter((entry) => entry.file === file);
  const matched = new Set<Equivalent>();
  const lived: string[] = [];
  for (const mutant of mutants.filter(({ status }) => LIVED.includes(status))) {
    const [from, to] = [original(source, mutant), inOneLine(mutant.replacement ?? '')];
    const entry = ofFile.find((one) => inOneLine(one.from) === from && inOneLine(one.to) === to);
    if (entry === undefined) {
      lived.push(`${file}:${mutant.location.start.line}: ${from} → ${to}`);
    } else {
      matched.add(entry);
    }
  }
  const killed = mutants.filter(({ status }) => KILLED.includes(status)).length;
  return {
    killed,
    all: killed + lived.length,
    lived,
    unmatched: ofFile.filter((entry) => !matched.has(entry)),
  };
}

/** Without any mutant there is nothing that tests have noticed. */
export function isEnough({ killed, all, unmatched }: Judgement): boolean {
  return all > 0 && killed / all >= LEAST_SHARE && unmatched.length === 0;
}

function original(source: string, { location: { start, end } }: Mutant): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines[lines.length - 1] = (lines.at(-1) ?? '').slice(0, end.column - 1);
  lines[0] = (lines[0] ?? '').slice(start.column - 1);
  return inOneLine(lines.join('\n'));
}

function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
