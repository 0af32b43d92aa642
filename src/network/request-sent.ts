/**
 * When a request is really on its way. A big package blocks the process while it is evaluated: done between name
 * look-up, connection and TLS, it holds up the very request whose answer it was to be loaded behind.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

/** Published by Node for every HTTP request that is ready to be sent. */
const REQUEST_START = 'http.client.request.start';

/** One for all who wait for the same request. */
let next: Promise<void> | undefined;

/** Loads something behind the next request. Never fails: whoever needs it asks for it again, and is told then. */
export function loadBehindRequest(load: () => Promise<unknown>): void {
  nextRequestSent()
    .then(load)
    .catch(() => undefined);
}

/**
 * Settles when the next HTTP request of this process has been handed to the system, or has failed before that. A
 * request that is given up before it has a socket is not the next one: Node does not publish it.
 */
export function nextRequestSent(): Promise<void> {
  next ??= new Promise((resolve) => {
    const onStart = (message: unknown): void => {
      unsubscribe(REQUEST_START, onStart);
      next = undefined;
      const { request } = message as { request: ClientRequest };
      request.once('finish', resolve).once('close', resolve);
    };
    subscribe(REQUEST_START, onStart);
  });
  return next;
}
