/**
 * A certificate authority that lives as long as the process, for servers on loopback: the SDKs send tokens only over
 * TLS, and Node cannot make certificates. This file writes the DER itself, because it is one page, and Node's own TLS
 * checks it at every start; a package for it would bring a dozen others along.
 */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import {
  bitString,
  boolean,
  utcTime,
  integer,
  octetString,
  oid,
  sequence,
  set,
  tagged,
  utf8String,
} from './der.ts';

/** For `createServer` of `node:https`; both PEM. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
}

export interface CertificateAuthority {
  /** PEM, for `NODE_EXTRA_CA_CERTS` and the `ca` of a client. */
  readonly ca: string;
  /** Valid for `127.0.0.1` and `localhost`. */
  readonly server: ServerCertificate;
  /** The same, but self-signed. */
  readonly selfSigned: ServerCertificate;
  /** Issued by an intermediate authority, whose certificate is sent along. */
  readonly chained: ServerCertificate;
  /** Valid for another host only. */
  readonly elsewhere: ServerCertificate;
}

const ECDSA_WITH_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
const COMMON_NAME = '2.5.4.3';
const EXTENSION = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
/** The first bits of key usage: digitalSignature is bit 0, keyCertSign bit 5. */
const SIGNS_DATA = bitString(Buffer.of(0b1000_0000), 7);
const SIGNS_CERTIFICATES = bitString(Buffer.of(0b0000_0100), 2);
const DAY_MS = 86_400_000;
const AUTHORITY = 'Emulator authority';
const AUTHORITY_BETWEEN = 'Emulator authority in between';
const SERVER = 'localhost';
const LOOPBACK = [
  tagged(2, Buffer.from('localhost', 'ascii'), false),
  tagged(7, Buffer.of(127, 0, 0, 1), false),
];
const ELSEWHERE = [tagged(2, Buffer.from('elsewhere.example', 'ascii'), false)];

interface Keys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/**
 * Makes new keys and certificates.
 * @param fromMs when they begin to be valid, in milliseconds from now
 * @param toMs when they expire
 */
export function createCertificateAuthority({
  fromMs = -DAY_MS,
  toMs = 30 * DAY_MS,
} = {}): CertificateAuthority {
  const valid = [utcTime(new Date(Date.now() + fromMs)), utcTime(new Date(Date.now() + toMs))];
  const [authority, between, server] = [newKeys(), newKeys(), newKeys()];
  const ca = certificate(
    { subject: AUTHORITY, issuer: AUTHORITY, valid },
    authority,
    authority,
    authorityExtensions(authority),
  );
  const caBetween = certificate(
    { subject: AUTHORITY_BETWEEN, issuer: AUTHORITY, valid },
    between,
    authority,
    authorityExtensions(between),
  );
  const key = server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const signedBy = (issuer: string, signer: Keys, hosts = LOOPBACK, more = ''): ServerCertificate => {
    const names = { subject: SERVER, issuer, valid };
    return { key, cert: certificate(names, server, signer, serverExtensions(signer, hosts)) + more };
  };
  return {
    ca,
    server: signedBy(AUTHORITY, authority),
    selfSigned: signedBy(SERVER, server),
    chained: signedBy(AUTHORITY_BETWEEN, between, LOOPBACK, caBetween),
    elsewhere: signedBy(AUTHORITY, authority, ELSEWHERE),
  };
}

function authorityExtensions({ publicKey }: Keys): Buffer[] {
  return [
    extension(EXTENSION.basicConstraints, sequence(boolean(true)), true),
    extension(EXTENSION.keyUsage, SIGNS_CERTIFICATES, true),
    extension(EXTENSION.subjectKeyIdentifier, octetString(keyIdentifier(publicKey))),
  ];
}

function serverExtensions(signer: Keys, hosts: readonly Buffer[]): Buffer[] {
  return [
    extension(EXTENSION.basicConstraints, sequence(), true),
    extension(EXTENSION.keyUsage, SIGNS_DATA, true),
    extension(EXTENSION.extendedKeyUsage, sequence(oid(SERVER_AUTH))),
    extension(EXTENSION.authorityKeyIdentifier, sequence(tagged(0, keyIdentifier(signer.publicKey), false))),
    extension(EXTENSION.subjectAltName, sequence(...hosts)),
  ];
}

function newKeys(): Keys {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

/** A certificate of RFC 5280, version 3. */
function certificate(
  { subject, issuer, valid }: { subject: string; issuer: string; valid: readonly Buffer[] },
  { publicKey }: Keys,
  signer: Keys,
  extensions: Buffer[],
): string {
  const content = sequence(
    tagged(0, integer(Buffer.of(2))),
    integer(randomBytes(16).fill(0x01, 0, 1)),
    ECDSA_WITH_SHA256,
    name(issuer),
    sequence(...valid),
    name(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...extensions)),
  );
  const signature = bitString(sign('sha256', content, signer.privateKey));
  const base64 = sequence(content, ECDSA_WITH_SHA256, signature).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function name(commonName: string): Buffer {
  return sequence(set(sequence(oid(COMMON_NAME), utf8String(commonName))));
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), octetString(value));
}

function keyIdentifier(publicKey: KeyObject): Buffer {
  return createHash('sha1')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest();
}
