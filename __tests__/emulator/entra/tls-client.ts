/** A plain HTTPS client that trusts one authority. */
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';

export interface TlsAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface TlsRequest {
  readonly ca: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** @throws Error where no answer arrives, as where the certificate is not trusted */
export async function ask(
  url: string,
  { ca, method = 'GET', headers = {}, body }: TlsRequest,
): Promise<TlsAnswer> {
  return await new Promise((resolve, reject) => {
    const sent = request(url, { ca, method, headers, agent: false }, (answer) => {
      text(answer).then((received) => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: received });
      }, reject);
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
