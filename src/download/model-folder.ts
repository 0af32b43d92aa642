/**
 * A folder of its own for each model that a run fetches: several steps of a job share one temp folder, and a later step
 * must not overwrite what an output of an earlier one points to.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../network/connection-errors.ts';
import { notSaved } from './refusals.ts';

/**
 * Makes the folder, or `{folder}-2`, `-3`, … where another step has made it.
 * @returns the one that was made
 * @throws Failure if none can be made
 */
export async function claimFolder(folder: string): Promise<string> {
  try {
    await mkdir(path.dirname(folder), { recursive: true });
    for (let number = 1; ; number += 1) {
      const own = number === 1 ? folder : `${folder}-${number}`;
      if (await isMade(own)) {
        return own;
      }
    }
  } catch (error) {
    throw notSaved('the backup blob or the service’s own copy of the model', folder, error);
  }
}

async function isMade(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') {
      return false;
    }
    throw error;
  }
}
