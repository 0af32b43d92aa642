/**
 * Preloaded into the action's process: writes down in which order it loads its files and sends its requests.
 */
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import type { ClientRequest } from 'node:http';
import { registerHooks } from 'node:module';
import path from 'node:path';

const { COURSE_FILE } = process.env;

function note(line: string): void {
  if (COURSE_FILE !== undefined) {
    appendFileSync(COURSE_FILE, `${line}\n`);
  }
}

/** Node loads all of its fetch, a megabyte, when one of its classes is first looked at, and lists it then. */
function fetchIsLoaded(): boolean {
  const { moduleLoadList } = process as unknown as { readonly moduleLoadList: readonly string[] };
  return moduleLoadList.includes('NativeModule internal/deps/undici/undici');
}

let fetchWasLoaded = false;

registerHooks({
  load: (url, context, next) => {
    if (url.startsWith('file:')) {
      note(`load ${path.posix.basename(url)}`);
    }
    return next(url, context);
  },
});
subscribe('http.client.request.start', (message) => {
  const { request } = message as { request: ClientRequest };
  request.once('finish', () => {
    note(`send ${request.method} ${request.path}`);
    if (!fetchWasLoaded && fetchIsLoaded()) {
      fetchWasLoaded = true;
      note('had loaded fetch');
    }
  });
});
