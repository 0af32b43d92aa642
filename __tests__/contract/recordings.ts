/** Recordings of the live training API: where they lie, and their form. The project holds no copy of them. */
import { describe } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface RecordedExchange {
  method: string;
  /** Base path and version included; those of v1.2 to v2.2 stand under another one. */
  path: string;
  /** Without the leading `?`. */
  query?: string;
  requestBody?: unknown;
  status: number;
  headers: Readonly<Record<string, string>>;
  /** Parsed, if it is JSON. */
  body?: unknown;
  /** Where a list was shortened. */
  cut?: readonly string[];
}

export interface Recording {
  recording: string;
  /** `v1.2` to `v3.4-preview`. */
  apiVersion: string;
  exchanges: readonly RecordedExchange[];
}

/** One real export, as somebody has unpacked it into a public repository. */
export interface ExportedPackage {
  repository: string;
  manifest: Readonly<Record<string, string | null>>;
  filesOfThePackageThatWereCommitted: readonly string[];
  labels: { lineEnd: 'CRLF' | 'LF'; endsWithLineEnd: boolean };
}

/** An answer that somebody quotes, at least by its text. */
export interface QuotedAnswer {
  operation: string;
  code?: string;
  message?: string;
}

const ROOT = path.join(import.meta.dirname, '..', '..');
const A_RECORDING = /^v\d.*\.json$/;

/**
 * Looks in `$CUSTOM_VISION_RECORDINGS`; without it in `../shared/recordings` beside the project.
 * @returns the folder; or, where there is none, why nothing can be replayed
 * @throws Error where there is none although `$REQUIRE_RECORDINGS` is 1
 */
export function findRecordings(env: NodeJS.ProcessEnv): { folder: string } | { missing: string } {
  const folder = path.resolve(ROOT, env.CUSTOM_VISION_RECORDINGS ?? '../shared/recordings');
  if (existsSync(path.join(folder, 'exported-packages.json'))) return { folder };
  const missing =
    'The replay needs recordings of the live service, in ../shared/recordings beside the project; ' +
    'CUSTOM_VISION_RECORDINGS names another folder that holds them.';
  if (env.REQUIRE_RECORDINGS === '1') throw new Error(missing);
  return { missing };
}

const found = findRecordings(process.env);

/** Empty where the recordings are not at hand. */
const RECORDINGS_FOLDER = 'folder' in found ? found.folder : '';

/** A `describe` that is skipped where the recordings are not at hand; scripts/skipped-tests.ts says so at the end. */
export const describeRecordings = RECORDINGS_FOLDER === '' ? describe.skip : describe;

export function readRecordings(): Recording[] {
  if (RECORDINGS_FOLDER === '') return [];
  return readdirSync(RECORDINGS_FOLDER)
    .filter((file) => A_RECORDING.test(file))
    .sort()
    .map((file) => read(file) as Recording);
}

export function readExportedPackages(): readonly ExportedPackage[] {
  if (RECORDINGS_FOLDER === '') return [];
  return (read('exported-packages.json') as { packages: ExportedPackage[] }).packages;
}

export function readQuotedAnswers(): readonly QuotedAnswer[] {
  if (RECORDINGS_FOLDER === '') return [];
  return (read('quoted-answers.json') as { answers: QuotedAnswer[] }).answers;
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(path.join(RECORDINGS_FOLDER, file), 'utf8')) as unknown;
}
