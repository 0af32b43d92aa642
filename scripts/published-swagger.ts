/**
 * Fetches the Swagger of the training API that Microsoft published, at the commit that the contract tests were written
 * for. It imports nothing but Node, so that it runs before anything is installed.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

const COMMIT = 'e0b5060d30138df66bd64bf0ca6b2010be18717f';
export const PUBLISHED_AT = `https://raw.githubusercontent.com/Azure/azure-rest-api-specs/${COMMIT}/specification/cognitiveservices/data-plane/CustomVision/Training`;
/** Where the contract tests look for the files; git ignores it. */
export const SWAGGER_FOLDER = path.join(import.meta.dirname, '..', '.swagger');

interface PublishedFile {
  /** Below the folder of the training API. */
  readonly path: string;
  /** The file's name on this disk. */
  readonly name: string;
  /** 64 hex digits. */
  readonly sha256: string;
}

export const PUBLISHED_FILES: readonly PublishedFile[] = [
  {
    path: 'stable/v3.3/Training.json',
    name: 'training-v3.3.json',
    sha256: '3173e420d5a9de29ccb810f99135bd90e1585496edfad2f560bffe42397503c4',
  },
  {
    path: 'preview/v3.4-preview/Training.json',
    name: 'training-v3.4-preview.json',
    sha256: '82dfb72c78fa1da43801e15072eecda2dd0fb6e0196c187a146e2116e53d33df',
  },
];

export interface SwaggerSource {
  /** Address of the folder that holds `stable` and `preview`. */
  readonly from: string;
  /** The folder that the files are saved in; it is made where there is none. */
  readonly folder: string;
  readonly files?: readonly PublishedFile[];
  /** Pauses before a request that failed is sent again, in milliseconds. */
  readonly pauses?: readonly number[];
}

/**
 * Saves the files, all or none of them. Files that are there already are not fetched again.
 * @returns whether anything was fetched
 * @throws Error that says which file could not be had, and why
 */
export async function fetchSwagger(source: SwaggerSource): Promise<boolean> {
  const { from, folder, files = PUBLISHED_FILES, pauses = [1000, 3000] } = source;
  const present = await Promise.all(files.map(({ name, sha256 }) => holds(path.join(folder, name), sha256)));
  const absent = files.filter((_file, index) => present[index] !== true);
  const contents = await Promise.all(
    absent.map(async (file) => checked(`${from}/${file.path}`, file, pauses)),
  );
  await mkdir(folder, { recursive: true });
  for (const [index, { name }] of absent.entries()) {
    await writeFile(path.join(folder, name), contents[index] ?? '');
  }
  return absent.length > 0;
}

async function holds(file: string, sha256: string): Promise<boolean> {
  const content = await readFile(file).catch(() => undefined);
  return content !== undefined && digestOf(content) === sha256;
}

async function checked(url: string, { sha256 }: PublishedFile, pauses: readonly number[]): Promise<Buffer> {
  const content = await fetched(url, pauses);
  const digest = digestOf(content);
  if (digest !== sha256) {
    throw new Error(
      `${url} is not the file that the contract tests were written for: its SHA-256 is ${digest}, not ${sha256}. Nothing was saved.`,
    );
  }
  return content;
}

/** Sends the request again after each pause, if the network or the server failed; a refusal of the server is final. */
async function fetched(url: string, [pause, ...later]: readonly number[]): Promise<Buffer> {
  let failure: string;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(60_000) });
    if (response.ok) return Buffer.from(await response.arrayBuffer());
    failure = `The server answered ${url} with ${response.status} ${response.statusText}. Nothing was saved.`;
    if (response.status < 500) throw new Refused(failure);
  } catch (error) {
    if (error instanceof Refused) throw error;
    failure =
      `${url} could not be fetched: ${reasonOf(error)}. Nothing was saved. Without internet, get the files elsewhere and ` +
      'name their folder by CUSTOM_VISION_SWAGGER; behind a proxy, set NODE_USE_ENV_PROXY=1 as well as HTTPS_PROXY.';
  }
  if (pause === undefined) throw new Error(failure);
  await setTimeout(pause);
  return await fetched(url, later);
}

class Refused extends Error {}

/** The words of the error that fetch wraps in "fetch failed". */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return cause.message === '' && 'code' in cause ? String(cause.code) : cause.message;
}

function digestOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
