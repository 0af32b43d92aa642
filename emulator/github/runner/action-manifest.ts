/**
 * Reads an `action.yml` as the runner does: it takes every scalar as a string.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { parse } from 'yaml';

export interface ActionManifest {
  readonly name: string;
  /** The script to run, absolute. */
  readonly main: string;
  /** The script that ends with the job what `main` began, absolute, where there is one. */
  readonly post: string | undefined;
  readonly inputs: readonly DeclaredInput[];
  readonly outputs: readonly string[];
}

export interface DeclaredInput {
  readonly name: string;
  /** `""` where none is given. */
  readonly default: string;
  readonly deprecationMessage: string | undefined;
}

/** The only expression that a default may be here, and what the job's token takes the place of. */
const TOKEN = '${{ github.token }}';

/** What was read of a file, by its path and the token: one action is run hundreds of times. */
const known = new Map<string, { readonly text: string; readonly manifest: ActionManifest }>();

/** @param githubToken of the job; default: none */
export function readActionManifest(actionFolder: string, githubToken = ''): ActionManifest {
  const file = path.join(actionFolder, 'action.yml');
  const text = readFileSync(file, 'utf8');
  const key = `${file} ${githubToken}`;
  const read = known.get(key);
  if (read?.text === text) return read.manifest;
  const manifest = manifestOf(text, file, githubToken);
  known.set(key, { text, manifest });
  return manifest;
}

function manifestOf(text: string, file: string, githubToken: string): ActionManifest {
  const actionFolder = path.dirname(file);
  const root = asMap(parse(text, { schema: 'failsafe' }), file);
  const runs = asMap(root.runs, `runs in ${file}`);
  const using = asText(runs.using, `runs.using in ${file}`);
  if (!/^node\d+$/.test(using)) {
    throw new Error(`runs.using in ${file} is "${using}", but only JavaScript actions (node24) can be run.`);
  }
  return {
    name: asText(root.name, `name in ${file}`),
    main: path.resolve(actionFolder, asText(runs.main, `runs.main in ${file}`)),
    post:
      runs.post === undefined
        ? undefined
        : path.resolve(actionFolder, asText(runs.post, `runs.post in ${file}`)),
    inputs: Object.entries(asMap(root.inputs ?? {}, `inputs in ${file}`)).map(([name, input]) =>
      declaredInput(name, input, file, githubToken),
    ),
    outputs: Object.keys(asMap(root.outputs ?? {}, `outputs in ${file}`)),
  };
}

function declaredInput(name: string, input: unknown, file: string, githubToken: string): DeclaredInput {
  const fields = asMap(input ?? {}, `inputs.${name} in ${file}`);
  const given = fields.default;
  const text = given === undefined ? '' : asText(given, `inputs.${name}.default in ${file}`);
  const value = text === TOKEN ? githubToken : text;
  if (value.includes('${{')) {
    throw new Error(`inputs.${name}.default in ${file} is an expression, which cannot be evaluated here.`);
  }
  const message = fields.deprecationMessage;
  return {
    name,
    default: value,
    deprecationMessage:
      message === undefined ? undefined : asText(message, `inputs.${name}.deprecationMessage in ${file}`),
  };
}

function asMap(value: unknown, what: string): Record<string, unknown> {
  // The fail-safe schema of YAML reads an empty value as an empty string.
  if (value === '') return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${what} is not a mapping.`);
  }
  return value as Record<string, unknown>;
}

function asText(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new Error(`${what} is missing or not a text.`);
  return value;
}
