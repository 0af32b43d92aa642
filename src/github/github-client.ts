/**
 * A client for the hosts that GitHub names to its jobs. It is Azure's HTTP client, which every run loads anyway: the
 * toolkit's own calls take no signal, and keep of a failure neither status nor code.
 */
import type { Client } from '@azure-rest/core-client';
import { boundAnswers } from '../network/bounded-answers.ts';
import { jsonJudge } from '../network/foreign-answer.ts';
import { githubProxySettings } from '../network/proxies.ts';

/** Asks once, because the callers ask again. It takes the proxies of the toolkit, which knows GitHub's hosts. */
export async function githubClient(url: string): Promise<Client> {
  const { getClient } = await import('@azure-rest/core-client');
  const proxyOptions = githubProxySettings(url);
  const client = getClient(new URL(url).origin, {
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    allowInsecureConnection: url.startsWith('http:'),
    ...(proxyOptions === undefined ? {} : { proxyOptions }),
  });
  if (proxyOptions === undefined) {
    client.pipeline.removePolicy({ name: 'proxyPolicy' });
  }
  boundAnswers(client.pipeline, jsonJudge);
  return client;
}
