/**
 * The codes that the action knows: those of its tables, and those that stand anywhere in its sources. Tests hold other
 * lists to them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { REFUSALS as OF_SERVICE } from '../../src/custom-vision/refusals.ts';
import { PUBLICATION_REFUSALS as OF_PUBLISHING } from '../../src/custom-vision/publication-refusals.ts';
import { REFUSALS as OF_STORAGE } from '../../src/storage/refusals.ts';

const FOLDER = path.join(import.meta.dirname, '..', '..', 'src');

const TEXT = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(path.join(FOLDER, file), 'utf8'))
  .join('\n');

function found(pattern: RegExp): string[] {
  return [...new Set(TEXT.match(pattern))];
}

/** The rows of the training API: its codes, and HTTP statuses. */
export const SERVICE_REFUSALS = [OF_SERVICE, OF_PUBLISHING].flatMap(Object.values).flatMap(Object.keys);

export const STORAGE_REFUSALS = Object.values(OF_STORAGE).flatMap(Object.keys);

/** Codes of the training API, whether in its table or where a step handles one by itself. */
export const SERVICE_CODES = found(/\b(BadRequest|NotFound|Forbidden)[A-Z]\w+\b/g);

/** Of Entra ID. */
export const LOGIN_CODES = found(/\bAADSTS\d+\b/g);
