import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { createCertificateAuthority } from '../../../emulator/entra/certificate.ts';
import { ask } from './tls-client.ts';

test('the authority is one, and has issued the server’s certificate for loopback', () => {
  const { ca, server } = createCertificateAuthority();
  const [authority, certificate] = [new X509Certificate(ca), new X509Certificate(server.cert)];

  expect([authority.ca, certificate.ca]).toEqual([true, false]);
  expect(certificate.checkIssued(authority)).toBe(true);
  expect(certificate.verify(authority.publicKey)).toBe(true);
  expect(certificate.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1');
  expect(certificate.validFromDate < new Date()).toBe(true);
  expect(certificate.validToDate > new Date()).toBe(true);
});

test('a client that trusts the authority gets an answer, one that trusts another gets none', async () => {
  const [ours, other] = [createCertificateAuthority(), createCertificateAuthority()];
  const server = createServer(ours.server, (_request, response) => {
    response.end('over TLS');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    for (const host of ['127.0.0.1', 'localhost']) {
      expect(await ask(`https://${host}:${port}/`, { ca: ours.ca })).toMatchObject({
        status: 200,
        body: 'over TLS',
      });
    }
    await expect(ask(`https://127.0.0.1:${port}/`, { ca: other.ca })).rejects.toMatchObject({
      code: expect.stringMatching(/CERT|SIGNATURE/) as unknown,
    });
  } finally {
    server.close();
    await once(server, 'close');
  }
});
