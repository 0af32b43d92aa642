/**
 * A form with one file, as `multipart/form-data` (RFC 7578). It is written here, because the forms of the HTTP client
 * load all of Node's `fetch`.
 */
import { randomUUID } from 'node:crypto';

/** @param name of the part: plain letters */
export function formOf(name: string, file: Uint8Array): { body: Uint8Array; contentType: string } {
  const boundary = randomUUID();
  const head = [
    `--${boundary}`,
    `Content-Disposition: form-data; name="${name}"; filename="${name}"`,
    'Content-Type: application/octet-stream',
  ];
  const body = Buffer.concat([
    Buffer.from(`${head.join('\r\n')}\r\n\r\n`),
    file,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return { body, contentType: `multipart/form-data; boundary=${boundary}` };
}
