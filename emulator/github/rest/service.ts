/** Serves the REST API of GitHub on loopback, for `GITHUB_API_URL` of a step. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { RequestLogEntry } from '../../request-log.ts';
import { KEEP_ALIVE_MS } from '../../network/keep-alive.ts';
import { RestFaults } from './faults.ts';
import { RestApi, type RestAnswer, type RestOptions } from './rest-api.ts';

export interface RestService {
  /** `GITHUB_API_URL` of a step. */
  readonly apiUrl: string;
  /** What the API knows and allows, which a test may read and change. */
  readonly api: RestApi;
  readonly faults: RestFaults;
  close(): Promise<void>;
}

export async function startRestService(
  options: RestOptions & { readonly onRequest?: (entry: RequestLogEntry) => void },
): Promise<RestService> {
  const api = new RestApi(options);
  const faults = new RestFaults();
  let apiUrl = '';
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    void serve(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    apiUrl,
    api,
    faults,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', apiUrl);
    const method = request.method ?? '';
    const body = await text(request);
    const answer = answerTo(method, url, request, body);
    options.onRequest?.({
      ...{ time: new Date(options.clock.now()).toISOString(), service: 'github', method, path: url.pathname },
      ...{ query: url.search.slice(1), status: answer === 'cut' ? null : answer.status },
      ...(answer !== 'cut' && answer.refused !== undefined && { refused: answer.refused }),
    });
    if (answer === 'cut') request.socket.destroy();
    else response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  function answerTo(
    method: string,
    url: URL,
    { headers }: IncomingMessage,
    body: string,
  ): RestAnswer | 'cut' {
    const fault = faults.take(method, url.pathname);
    if (fault === 'cut before') return 'cut';
    if (fault === 'sign-in page') {
      const type = { 'content-type': 'text/html' };
      return { status: 200, headers: type, body: '<!doctype html><title>Sign in</title>' };
    }
    if (typeof fault === 'object') {
      const { status, message = 'an outage, as ordered' } = fault;
      const type = { 'content-type': 'application/json; charset=utf-8' };
      return { status, headers: { ...type, ...fault.headers }, body: JSON.stringify({ message }) };
    }
    const single = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value?.toString()]),
    );
    const answer = api.answer({ method, url, headers: single, body });
    return fault === 'cut after' ? 'cut' : answer;
  }
}
