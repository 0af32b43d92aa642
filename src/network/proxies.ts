/**
 * The proxy that requests go through. The packages that send them read it from the environment themselves: those for
 * Azure take the first of HTTPS_PROXY, ALL_PROXY and HTTP_PROXY for every URL, the toolkit for GitHub the one of the
 * URL's scheme. Here is what is secret of it, and how to tell its refusals from those of the service behind it.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { type Env, given } from '../env.ts';
import { errorCode } from './connection-errors.ts';

/** As the environment names it. */
export interface Proxy {
  /** Such as `HTTPS_PROXY`. */
  readonly variable: string;
  /** Without user and password. */
  readonly url: string;
}

const OF_AZURE = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy', 'HTTP_PROXY', 'http_proxy'];
const OF_GITHUB = { 'https:': ['https_proxy', 'HTTPS_PROXY'], 'http:': ['http_proxy', 'HTTP_PROXY'] };

/** A header of our own, on answers that a proxy has given in place of the host that was meant. */
const MARK = 'x-answered-by-proxy';

/** Published by Node for every answer, before its receiver gets it. */
const ANSWER = 'http.client.response.finish';

/** Codes of a connection that did not come about: behind a proxy, it was the one to the proxy. */
const NOT_CONNECTED = ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH'];

/** What the agents say of a proxy that hangs up; such errors have no code, or one that says too little. */
const HUNG_UP = 'Proxy connection ended before receiving CONNECT response';
const NO_TUNNEL = /tunneling socket could not be established, (?:statusCode=(\d{3})|cause=(.*))/;

/** The passwords of all proxies that are set, in every form that they travel in. */
export function proxySecrets(env: Env): string[] {
  return OF_AZURE.flatMap((name) => {
    const value = env[name] ?? '';
    // The toolkit takes one without a scheme as well.
    const url = urlOf(value.includes('://') ? value : `http://${value}`);
    if (url === undefined || url.password === '') {
      return [];
    }
    const [user, password] = [url.username, url.password].map(decoded);
    return [url.password, password ?? '', Buffer.from(`${user ?? ''}:${password ?? ''}`).toString('base64')];
  });
}

/** What is wrong with the variable that counts: with such values the packages fail in ways that explain nothing. */
export function proxyProblem(env: Env): { name: string; what: string } | undefined {
  const { name, value } = firstGiven(OF_AZURE, env) ?? {};
  if (name === undefined) {
    return undefined;
  }
  const url = urlOf(value);
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    return { name, what: 'its value (not shown) is no URL with http:// or https://' };
  }
  // What is not encoded may end the host too early, and take the rest for a path.
  const isWhole = ['', '/'].includes(url.pathname) && url.search === '' && url.hash === '';
  return isWhole && isEncoded(url.username) && isEncoded(url.password)
    ? undefined
    : { name, what: 'user or password in it (not shown) are not percent-encoded' };
}

/** The proxy by which an SDK of Azure reaches a URL; `undefined`: none. */
export function proxyFor(url: string, env: Env = process.env): Proxy | undefined {
  const { hostname } = new URL(url);
  if (
    exempt(['NO_PROXY', 'no_proxy'], env).some(
      (pattern) => pattern === hostname || (pattern.startsWith('.') && `.${hostname}`.endsWith(pattern)),
    )
  ) {
    return undefined;
  }
  return first(OF_AZURE, env);
}

/** The proxy by which the toolkit reaches a URL of GitHub's; `undefined`: none. */
export function githubProxyFor(url: string | undefined, env: Env = process.env): Proxy | undefined {
  const target = urlOf(url);
  const scheme = target?.protocol === 'http:' ? 'http:' : 'https:';
  if (target !== undefined) {
    const host = target.hostname.toUpperCase();
    const hosts = [host, `${host}:${target.port || (scheme === 'http:' ? '80' : '443')}`];
    const names = (pattern: string): boolean =>
      pattern === '*' ||
      hosts.some((one) => `.${one}`.endsWith(`.${pattern.toUpperCase().replace(/^\./, '')}`));
    if (isLoopback(host) || exempt(['no_proxy', 'NO_PROXY'], env).some(names)) {
      return undefined;
    }
  }
  return first(OF_GITHUB[scheme], env);
}

/**
 * The variable by which a URL of GitHub's would go through a proxy that is itself reached by https; `undefined`: none.
 * The toolkit cannot do that: its `tunnel` compares the certificate of such a proxy with the name of the host behind it.
 */
export function githubProxyByTls(url: string | undefined, env: Env): string | undefined {
  // Without any checks it can.
  if (urlOf(url) === undefined || env.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    return undefined;
  }
  const proxy = githubProxyFor(url, env);
  return proxy?.url.startsWith('https:') === true ? proxy.variable : undefined;
}

/** From now on, answers that a proxy gives instead of a tunnel to the host that was meant can be told from that host's. */
export function markProxyAnswers(env: Env): void {
  if (first(OF_AZURE, env) !== undefined) {
    subscribe(ANSWER, (message) => {
      const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
      // What arrives through a tunnel is encrypted.
      if (request.protocol === 'https:' && !('encrypted' in response.socket)) {
        response.headers[MARK] = 'yes';
      }
    });
  }
}

/** Whether it was a proxy that gave an answer. @param header gives a header of the answer */
export function isAnswerOfProxy(status: number, header: (name: string) => string | undefined): boolean {
  return status === 407 || header(MARK) !== undefined;
}

/** Whether it was the proxy that was not reached, or hung up. Only of errors of requests that one was in use for. */
export function isTroubleOfProxy(error: unknown): boolean {
  if (!(error instanceof Error)) {
    return false;
  }
  return (
    NOT_CONNECTED.includes(errorCode(error) ?? '') ||
    error.message.includes(HUNG_UP) ||
    isTroubleOfProxy(error.cause)
  );
}

/** What the toolkit says of a proxy; `undefined` if it says nothing of one. The status is `null` where none was given. */
export function refusedTunnel(text: string): { status: number | null } | undefined {
  const found = NO_TUNNEL.exec(text);
  return found === null ? undefined : { status: found[1] === undefined ? null : Number(found[1]) };
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

/** What the toolkit takes for this machine. */
function isLoopback(host: string): boolean {
  return host === 'LOCALHOST' || host.startsWith('127.') || host === '[::1]';
}

function first(names: readonly string[], env: Env): Proxy | undefined {
  const { name: variable, value } = firstGiven(names, env) ?? {};
  const url = urlOf(value);
  return variable === undefined || url === undefined
    ? undefined
    : { variable, url: `${url.protocol}//${url.host}` };
}

/** The patterns of hosts that are reached without a proxy. What each means, the packages see in their own ways. */
function exempt(names: readonly string[], env: Env): string[] {
  return (firstGiven(names, env)?.value ?? '')
    .split(',')
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '');
}

/** The first of the variables that says something, spelled as it was set: Windows finds it in any case. */
function firstGiven(names: readonly string[], env: Env): { name: string; value: string } | undefined {
  const found = names.find((name) => given(env[name]) !== undefined);
  if (found === undefined) {
    return undefined;
  }
  const asSet = Object.keys(env);
  const name = asSet.includes(found) ? found : asSet.find((key) => key.toLowerCase() === found.toLowerCase());
  return { name: name ?? found, value: env[found] ?? '' };
}

function urlOf(text: string | undefined): URL | undefined {
  return text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function decoded(text: string): string {
  return isEncoded(text) ? decodeURIComponent(text) : text;
}
