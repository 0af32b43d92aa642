import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { AnonymousCredential } from '@azure/storage-blob';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { AzureContainer, type Blob } from '../../../src/storage/container.ts';
import { parseStorageUri } from '../../../src/storage/uri.ts';

const BLOB: Blob = { name: 'a blob', etag: '"1"', length: 10, md5: null, whole: true };
const NEVER = new AbortController().signal;

let server: Server;
let container: AzureContainer;
let seen: unknown[] = [];
/** What is answered, whatever was asked for. */
let answer = { status: 206, bytes: '' };

beforeEach(async () => {
  seen = [];
  server = createServer(({ headers }, response) => {
    seen.push([headers['x-ms-range'], headers['if-match']]);
    const { status, bytes } = answer;
    response.writeHead(status, { 'content-length': bytes.length, etag: BLOB.etag }).end(bytes);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const uri = parseStorageUri(`http://127.0.0.1:${port}/account/models`, 'container');
  container = new AzureContainer(uri, () => Promise.resolve(new AnonymousCredential()));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('the bytes from an offset on are asked for as a range, of the version that was found', async () => {
  answer = { status: 206, bytes: '456789' };
  expect((await buffer(await container.open(BLOB, 4, NEVER))).toString()).toBe('456789');
  expect(seen).toEqual([['bytes=4-', BLOB.etag]]);
});

test.each([
  { status: 200, bytes: '0123456789' },
  { status: 206, bytes: '45678' },
])('an answer with other bytes than those asked for is refused (%j)', async (given) => {
  answer = given;
  await expect(container.open(BLOB, 4, NEVER)).rejects.toThrow(
    `storage gave ${given.bytes.length} of 6 bytes of the blob from 4 on`,
  );
});
