/**
 * The inputs of a step, of whichever action. The only file that asks the runner for them; what each means stands in the
 * action.yml of its action.
 */
import * as core from '@actions/core';
import { identitySecrets } from '../entra/managed-identity.ts';
import type { Env } from '../env.ts';
import { proxySecrets } from '../network/proxies.ts';
import { secretsIn } from '../report/secrets.ts';
import { InputReader } from './reader.ts';

/** What an action says about its inputs, before any of them is read. */
export interface DeclaredInputs {
  /** Those of its action.yml: an input that is given as an empty text counts as not given. */
  readonly defaults: Readonly<Record<string, string>>;
  /** Inputs that are secrets. */
  readonly keys: readonly string[];
  /** Inputs that may hold a secret in their query or before their host. */
  readonly urls: readonly string[];
}

/** @param mask is told every secret before anything is done with it */
export function stepReader(
  { defaults, keys, urls }: DeclaredInputs,
  mask: (secret: string) => void,
  env: Env,
): InputReader {
  const reader = new InputReader((name) => core.getInput(name) || (defaults[name] ?? ''));
  const given = [...keys.map(reader.text), ...urls.map(reader.text).flatMap(secretsIn)];
  [...proxySecrets(env), ...identitySecrets(env), ...given].forEach(mask);
  return reader;
}
