/**
 * The way to the training resource, for whichever action: its key or a login, its proxy, and the clients on it.
 */
import { type EntraIdentity, type EntraLogin, entraLogin } from '../entra/login.ts';
import type { Env } from '../env.ts';
import { proxyFor } from '../network/proxies.ts';
import { runnerReport } from '../report/report.ts';
import { systemClock } from '../time/clock.ts';
import type { Patience } from './operation.ts';
import { ResourceApi } from './resource-api.ts';
import { type ServiceError, serviceTrouble } from './service-error.ts';
import type { TrainingApi } from './training-api.ts';

/** Where the resource is, and what opens it. */
export interface ResourceAccess extends EntraIdentity {
  /** `null`: a token of Entra ID. */
  readonly trainingKey: string | null;
}

/** What a connection needs of its run. */
export interface Connecting {
  readonly env: Env;
  /** Ends every request. */
  readonly signal: AbortSignal;
  readonly leastRole: ServiceError['leastRole'];
}

export interface Connection {
  readonly api: TrainingApi;
  readonly patience: Patience;
  readonly login: EntraLogin;
  readonly resource: ResourceApi;
}

/**
 * The client of the training API is all that is loaded here, and not at the top of a file: refused inputs need nothing,
 * and the first request waits for nothing else.
 */
export async function connect(
  access: ResourceAccess,
  { env, signal, leastRole }: Connecting,
): Promise<Connection> {
  const { TrainingApi } = await import('./training-api.ts');
  const [clock, report, random] = [systemClock, runnerReport, Math.random];
  const login = entraLogin(access, env, { clock, signal, mask: report.mask });
  const credential = access.trainingKey === null ? login.credential : { key: access.trainingKey };
  const api = new TrainingApi(access.endpoint, credential, { proxy: proxyFor(access.endpoint, env) });
  const onFirstRetry = (error: ServiceError): void => {
    report.info(`${serviceTrouble(error)}; trying again.`);
  };
  const patience = { clock, signal, onFirstRetry, random, leastRole };
  return {
    api,
    login,
    resource: new ResourceApi(api, patience),
    patience,
  };
}
