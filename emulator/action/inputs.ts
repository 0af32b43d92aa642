/** The inputs of the action: the options of `start.ts`, each under its own name, but for files that the job has no use for. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { START_OPTIONS } from '../start-options.ts';

/** Here an input may hold the content of the file itself. */
const DOCUMENTS = ['faults', 'figures'];
/** These are the action's own affair. */
const OWN = ['request-log', 'connection-file'];

export const INPUTS: readonly string[] = START_OPTIONS.filter((name) => !OWN.includes(name));

/**
 * @param input gives an input by its name, `""` where it is not given
 * @param folder for the documents that stand in an input
 * @returns the command line for `start.ts`
 */
export function commandLine(input: (name: string) => string, folder: string): string[] {
  return INPUTS.flatMap((name) => {
    const given = input(name);
    if (given === '') return [];
    if (!DOCUMENTS.includes(name) || !/^[{#]/.test(given)) return [`--${name}=${given}`];
    const file = path.join(folder, name);
    writeFileSync(file, `${given}\n`);
    return [`--${name}=${file}`];
  });
}
