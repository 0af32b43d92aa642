/**
 * The proxy that requests go through. The packages that send them read it from the environment themselves: Azure's take
 * the first of HTTPS_PROXY, ALL_PROXY and HTTP_PROXY for every URL, GitHub's take the one of the URL's scheme. This file
 * says which proxy that is, what is secret of it, whether it or the service behind it has answered, and what to do.
 */
import { getProxyUrl } from '@actions/http-client';
import { type Env, given } from '../env.ts';
import { causes, errorCode } from './connection-errors.ts';

/** As the environment names it. */
export interface Proxy {
  /** Such as `HTTPS_PROXY`. */
  readonly variable: string;
  /** Without user and password. */
  readonly url: string;
}

const OF_AZURE = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy', 'HTTP_PROXY', 'http_proxy'];

/** Azure's services name every answer of theirs in one of these headers: Entra ID and storage, the training API. */
const REQUEST_IDS = ['x-ms-request-id', 'apim-request-id'];

/**
 * Codes of a connection that did not come about; behind a proxy, it was the one to the proxy. The last is Azure's own,
 * for errors without a code, such as that of a proxy that hangs up.
 */
const NOT_CONNECTED = [
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'REQUEST_SEND_ERROR',
];

/** The passwords of all proxies that are set, in every form that they travel in. */
export function proxySecrets(env: Env): string[] {
  return OF_AZURE.flatMap((name) => {
    const value = env[name] ?? '';
    // GitHub's packages take one without a scheme as well.
    const url = urlOf(value.includes('://') ? value : `http://${value}`);
    if (url === undefined || url.password === '') {
      return [];
    }
    const [user = '', password = ''] = [url.username, url.password].map(
      (part) => percentDecoded(part) ?? part,
    );
    return [url.password, password, Buffer.from(`${user}:${password}`).toString('base64')];
  });
}

/** What is wrong with the variable that counts: with such values the packages fail in ways that explain nothing. */
export function proxyProblem(env: Env): { name: string; what: string } | undefined {
  const { name, value = '' } = firstGiven(OF_AZURE, env) ?? {};
  if (name === undefined) {
    return undefined;
  }
  const url = urlOf(value);
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return { name, what: 'its value (not shown) is no URL with http:// or https://' };
  }
  // A character that is not encoded may end the host too early, and the rest then counts as a path.
  const isWhole = ['', '/'].includes(url.pathname) && url.search === '' && url.hash === '';
  return isWhole && [url.username, url.password].every((part) => percentDecoded(part) !== undefined)
    ? undefined
    : { name, what: 'user or password in it (not shown) are not percent-encoded' };
}

/** The proxy by which Azure's packages reach a URL; `undefined`: none. */
export function proxyFor(url: string, env: Env): Proxy | undefined {
  const { hostname } = new URL(url);
  const patterns = firstGiven(['NO_PROXY', 'no_proxy'], env)?.value.split(',') ?? [];
  const isExempt = patterns
    .map((pattern) => pattern.trim())
    .some((pattern) => pattern === hostname || (pattern.startsWith('.') && `.${hostname}`.endsWith(pattern)));
  return isExempt ? undefined : first(OF_AZURE, env);
}

/** The proxy by which GitHub's packages reach a URL, as they themselves read the environment; `undefined`: none. */
export function githubProxyFor(url: string | undefined, env: Env): Proxy | undefined {
  const target = urlOf(url);
  if (target === undefined || getProxyUrl(target.href) === '') {
    return undefined;
  }
  const variable = target.protocol.replace(':', '_proxy');
  return first([variable, variable.toUpperCase()], env);
}

/** That proxy, as Azure's HTTP client takes it; `undefined`: none. It holds the password. */
export function githubProxySettings(
  url: string,
): { host: string; port: number; username: string; password: string } | undefined {
  const proxy = urlOf(getProxyUrl(url));
  if (proxy === undefined) {
    return undefined;
  }
  const { protocol, hostname, port, username, password } = proxy;
  const usual = protocol === 'https:' ? 443 : 80;
  return { host: `${protocol}//${hostname}`, port: Number(port || usual), username, password };
}

/**
 * The variable by which a URL of GitHub's would go through a proxy that is itself reached by https; `undefined`: none.
 * GitHub's packages cannot do that: their `tunnel` compares the certificate of such a proxy with the name of the host
 * behind it.
 */
export function githubProxyByTls(url: string | undefined, env: Env): string | undefined {
  const proxy = githubProxyFor(url, env);
  // They can where Node checks no certificates at all.
  return proxy?.url.startsWith('https:') === true && env.NODE_TLS_REJECT_UNAUTHORIZED !== '0'
    ? proxy.variable
    : undefined;
}

/**
 * Whether an answer is a proxy's and not that of an Azure service: only a proxy asks for a login by 407, and only a
 * service gives a request id. Callers ask it of answers to requests that went through a proxy.
 * @param header gives a header of the answer
 */
export function isAnswerOfProxy(status: number, header: (name: string) => string | undefined): boolean {
  return status === 407 || (status >= 300 && REQUEST_IDS.every((name) => header(name) === undefined));
}

/** Whether a proxy was not reached, or hung up. Callers ask it of errors of requests that went through a proxy. */
export function isTroubleOfProxy(error: unknown): boolean {
  return causes(error).some((cause) => NOT_CONNECTED.includes(errorCode(cause) ?? ''));
}

/**
 * What to do about a proxy that refuses or is out of reach, to go on after "Next: ".
 * @param status what it has answered; `null`: nothing
 */
export function proxyAdvice({ variable, url }: Proxy, status: number | null): string {
  if (status === null) {
    return `check ${variable}: the proxy ${url} that it names cannot be reached, or hangs up`;
  }
  if (status === 407) {
    return `correct user and password in ${variable}, as in http://USER:PASSWORD@HOST:PORT with both percent-encoded: the proxy ${url} does not accept them`;
  }
  return `have the proxy ${url} (${variable}) let this runner through to that host, or name the host in NO_PROXY if it can be reached without`;
}

function first(names: readonly string[], env: Env): Proxy | undefined {
  const { name: variable, value } = firstGiven(names, env) ?? {};
  const url = urlOf(value);
  return variable === undefined || url === undefined
    ? undefined
    : { variable, url: `${url.protocol}//${url.host}` };
}

/** The first of the variables that says something, spelled as it was set: Windows finds it in any case. */
function firstGiven(names: readonly string[], env: Env): { name: string; value: string } | undefined {
  const found = names.find((name) => given(env[name]) !== undefined);
  if (found === undefined) {
    return undefined;
  }
  const asSet = Object.keys(env).filter((key) => key.toLowerCase() === found.toLowerCase());
  return { name: asSet.includes(found) ? found : (asSet[0] ?? found), value: env[found] ?? '' };
}

function urlOf(text = ''): URL | undefined {
  return URL.parse(text) ?? undefined;
}

/** `undefined` where the text is not percent-encoded. */
function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
