/**
 * Answers of somebody else, a disk that is full, and variables that show too much.
 */
import type { RequestListener } from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startStub } from './stub.ts';
import type { Scene, Trouble } from './trouble.ts';

const FULL_DISK = pathToFileURL(path.join(import.meta.dirname, '..', 'full-disk.ts')).href;
const TITLE = 'Something else answered';
const PAGE = '<!DOCTYPE html><title>Sign in</title><p>Welcome to the guest network';

function answering(status: number, headers: Readonly<Record<string, string>>, body: string): RequestListener {
  return (request, response) => {
    request.resume();
    response.writeHead(status, headers).end(body);
  };
}

const ANSWERS: Readonly<Record<string, RequestListener>> = {
  'a page': answering(200, { 'content-type': 'text/html' }, PAGE),
  'a page that calls itself JSON': answering(200, { 'content-type': 'application/json' }, PAGE),
  'a page that calls itself XML': answering(200, { 'content-type': 'application/xml' }, PAGE),
  'a refusal with a page': answering(403, { 'content-type': 'text/html; charset=utf-8' }, PAGE),
  'a greeting': answering(200, { 'content-type': 'text/plain' }, 'It works!'),
  'a redirect': answering(302, { location: 'https://login.example/?token=eyJhbGciOiJub25lIn0.e30.' }, ''),
  'a redirect to itself': answering(307, { location: '/' }, PAGE),
};

/** What stands at the endpoint, at the queue and at the container, and how often it was asked. */
async function at(scene: Scene, listener: RequestListener): Promise<{ origin: string; asked: () => number }> {
  let asked = 0;
  const port = await startStub(scene, (request, response) => {
    asked += 1;
    listener(request, response);
  });
  return { origin: `http://127.0.0.1:${port}`, asked: () => asked };
}

function toService([what, listener]: [string, RequestListener]): Trouble {
  const hosts = new WeakMap<Scene, string>();
  return {
    name: `the endpoint gives ${what}`,
    title: TITLE,
    says: (scene) => [
      `Could not read the project ${scene.project.projectId}: something else answered for ${hosts.get(scene) ?? '?'}.\n| `,
      'Next: check endpoint',
      'https://NAME.cognitiveservices.azure.com',
    ],
    arrange: async (scene) => {
      const { origin, asked } = await at(scene, listener);
      hosts.set(scene, new URL(origin).host);
      scene.closing.push(() =>
        // At once: one request, on the path of each version where that one seems not to be there.
        asked() <= 2 ? Promise.resolve() : Promise.reject(new Error(`it was asked ${asked()} times`)),
      );
      return { inputs: { endpoint: origin } };
    },
  };
}

function toStorage([what, listener]: [string, RequestListener]): Trouble {
  const hosts = new WeakMap<Scene, string>();
  return {
    name: `queue and container give ${what}`,
    title: TITLE,
    says: (scene) => [
      `/account/notes (notification-queue-uri). Something else answered for ${hosts.get(scene) ?? '?'}:\n| `,
      `/account/models (export-model-container-uri). Something else answered for ${hosts.get(scene) ?? '?'}:\n| `,
      'Next: check the host in notification-queue-uri',
      'https://ACCOUNT.blob.core.windows.net/NAME',
    ],
    arrange: async (scene) => {
      const { origin } = await at(scene, listener);
      hosts.set(scene, new URL(origin).host);
      return {
        inputs: {
          'notification-queue-uri': `${origin}/account/notes`,
          'export-model-container-uri': `${origin}/account/models`,
        },
      };
    },
  };
}

export const OF_ANSWERS: readonly Trouble[] = [
  ...Object.entries(ANSWERS).flatMap((one) => [toService(one), toStorage(one)]),
  {
    name: 'the file for the outputs cannot be written at first',
    title: 'Outputs not written',
    says: () => ['| ENOSPC: no space left on device, write', '| status=failed', '| iterationId='],
    arrange: () => ({ preload: FULL_DISK, env: { FULL_DISK_FROM: 'models' } }),
  },
  {
    name: 'Node writes down what it sends',
    title: 'Debugging may show secrets',
    status: 'succeeded',
    trained: 1,
    says: () => ['- NODE_DEBUG: "http"', '- DEBUG: "*"', 'Next: remove them'],
    arrange: () => ({ env: { NODE_DEBUG: 'http', DEBUG: '*' } }),
  },
];
