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
  });
});
