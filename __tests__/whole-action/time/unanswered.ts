/**
 * Tells whether an action has nothing to do although requests of it are under way: they are those that the test has
 * never answered.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

/** Pipes to the runner are always there. */
const IDLE_RESOURCES = ['PipeWrap', 'TCPSocketWrap'];

/** @param silent matches the paths of requests that are never answered */
export function watchUnanswered(silent: RegExp): () => boolean {
  const underWay = new Set<ClientRequest>();
  subscribe('http.client.request.start', (message) => {
    const { request } = message as { request: ClientRequest };
    underWay.add(request);
    request.once('close', () => underWay.delete(request));
  });
  return () => {
    const resources = process.getActiveResourcesInfo();
    return (
      underWay.size > 0 &&
      [...underWay].every(({ path }) => silent.test(path)) &&
      resources.every((name) => IDLE_RESOURCES.includes(name)) &&
      resources.filter((name) => name === 'TCPSocketWrap').length === underWay.size
    );
  };
}
