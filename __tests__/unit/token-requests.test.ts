import { createHttpHeaders, createPipelineRequest, type PipelineResponse } from '@azure/core-rest-pipeline';
import { expect, test } from '@jest/globals';
import { TokenRequests } from '../../src/token-requests.ts';

const NEVER = new AbortController().signal;

async function sent(requests: TokenRequests, answer: () => Promise<Partial<PipelineResponse>>) {
  const request = createPipelineRequest({ url: 'https://login.example/token' });
  await requests.policy
    .sendRequest(request, async () => ({
      request,
      headers: createHttpHeaders(),
      status: 200,
      ...(await answer()),
    }))
    .catch(() => undefined);
  return request;
}

test('the latest answer is remembered, whatever the library makes of it', async () => {
  const requests = new TokenRequests(NEVER);
  expect(requests.latest).toBeUndefined();
  await sent(requests, () => Promise.resolve({ status: 401, bodyAsText: 'no' }));
  expect(requests.latest).toEqual({ status: 401, body: 'no' });
  await sent(requests, () => Promise.resolve({ status: 200, bodyAsText: null }));
  expect(requests.latest).toEqual({ status: 200, body: '' });
});

test('so is a connection that did not come about', async () => {
  const requests = new TokenRequests(NEVER);
  const connectionError = new Error('ECONNRESET');
  await sent(requests, () => Promise.reject(connectionError));
  expect(requests.latest).toEqual({ connectionError });
});

test('a request is bounded, and ends with the run', async () => {
  const cancel = new AbortController();
  const request = await sent(new TokenRequests(cancel.signal), () => Promise.resolve({}));
  expect(request.timeout).toBe(10_000);
  expect(request.abortSignal?.aborted).toBe(false);
  cancel.abort();
  expect(request.abortSignal?.aborted).toBe(true);
});
