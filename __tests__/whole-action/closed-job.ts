/**
 * Jobs on a machine that reaches nobody but a proxy.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Emulator, SeededProject } from '../../emulator/emulator.ts';
import type { Proxy } from '../../emulator/network/proxy.ts';
import { entraOf } from './entra-job.ts';
import type { ScenarioOptions } from './scenario.ts';

/** For `preload`: nobody is reached but those that OPEN_TO lists. */
export const CLOSED_NETWORK = pathToFileURL(path.join(import.meta.dirname, 'closed-network.ts')).href;

/** Names that nobody knows but the proxy: the toolkit asks no proxy for 127.0.0.1. */
const RESULTS = 'results.example';
const ID_TOKENS = 'id-tokens.example';

export interface ClosedJob {
  /** The proxy's URL, with or without user and password, by the names of variables. */
  readonly variables: Readonly<Record<string, string>>;
  /** `host:port` of whom the machine reaches; a proxy, say. */
  readonly open: readonly string[];
}

export function closedJob(
  emulator: Emulator,
  { variables, open }: ClosedJob,
  { env = {}, idTokens, ...job }: ScenarioOptions = {},
): ScenarioOptions & Required<Pick<ScenarioOptions, 'env'>> {
  return {
    ...job,
    preload: CLOSED_NETWORK,
    env: {
      ...env,
      ...variables,
      OPEN_TO: open.join(','),
      ACTIONS_RESULTS_URL: emulator.resultsUrl.replace('127.0.0.1', RESULTS),
    },
    ...(idTokens === undefined
      ? {}
      : { idTokens: { ...idTokens, requestUrl: idTokens.requestUrl.replace('127.0.0.1', ID_TOKENS) } }),
  };
}

/** A proxy's URL with `user:password` in it, both percent-encoded. */
export function urlWith(credentials: string, { url }: Proxy): string {
  const at = credentials.indexOf(':');
  const [user, password] = [credentials.slice(0, at), credentials.slice(at + 1)].map(encodeURIComponent);
  return url.replace('://', `://${user ?? ''}:${password ?? ''}@`);
}

/** `host:port` of everything that a run by keys talks to. */
export function hostsOf(
  emulator: Emulator,
  project: SeededProject,
): { service: string; queue: string; container: string; results: string } {
  return {
    service: new URL(emulator.endpoint).host,
    queue: new URL(project.notificationQueueUri).host,
    container: new URL(project.exportModelContainerUri).host,
    results: new URL(emulator.resultsUrl).host.replace('127.0.0.1', RESULTS),
  };
}

/** `host:port` of what a run by OIDC talks to besides. */
export function signInHostsOf(emulator: Emulator): { authority: string; idTokens: string } {
  const { authorityHost, idTokens } = entraOf(emulator);
  return {
    authority: new URL(authorityHost).host,
    idTokens: new URL(idTokens.requestUrl).host.replace('127.0.0.1', ID_TOKENS),
  };
}
