/**
 * Downloads by link: an export's own `downloadUri`, from the service's authenticated answer. Never a link from a queue
 * message. Our credentials are not sent to it, and no redirect is followed.
 */
import { getClient } from '@azure-rest/core-client';
import { type Download, openStream } from './download.ts';
import { parseServiceUrl } from './storage-uri.ts';

/**
 * @param uri absolute; https, or http on loopback
 * @throws ServiceError, and Error where the link is not of that form
 */
export async function openLink(uri: string, signal: AbortSignal): Promise<Download> {
  const url = parseServiceUrl(uri);
  const client = getClient(url.origin, {
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    allowInsecureConnection: url.protocol === 'http:',
  });
  return await openStream(client, url.href, signal);
}
