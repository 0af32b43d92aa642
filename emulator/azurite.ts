/**
 * Azurite, Microsoft's storage emulator, as a child process on free loopback ports.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KEEP_ALIVE_MS } from './network/keep-alive.ts';

export interface Azurite {
  readonly accountName: string;
  /** The account's key, base64. */
  readonly accountKey: string;
  /** `http://127.0.0.1:PORT/ACCOUNT`, the account's blob endpoint. */
  readonly blobEndpoint: string;
  /** `http://127.0.0.1:PORT/ACCOUNT`, the account's queue endpoint. */
  readonly queueEndpoint: string;
  /** The certificate that clients have to trust where the endpoints are `https://`, as PEM; else `undefined`. */
  readonly ca: string | undefined;
  /** Ends the child process and removes its working folder. Safe to call twice. */
  stop(): Promise<void>;
}

export interface AzuriteOptions {
  /** Azurite keeps its data in this folder, and `stop()` leaves it there. Default: it keeps them in memory. */
  readonly folder?: string;
  /** Azurite's script. Default: that of the package. */
  readonly script?: string | undefined;
  /** More arguments for Node, before the script: `['--import', file]`. */
  readonly nodeOptions?: readonly string[];
  /** More variables of its environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: plain http. */
  readonly tls?: AzuriteTls | undefined;
}

/** With these Azurite speaks TLS and takes bearer tokens, of which it checks times, issuer and audience. */
interface AzuriteTls {
  readonly ca: string;
  /** Both PEM. */
  readonly server: { readonly key: string; readonly cert: string };
}

/** Ends what hangs, and nothing else: on a machine with much to do, a start takes minutes. */
const READY_TIMEOUT_MS = 240_000;
/** Azurite takes it in seconds; its own default is 5 as well. */
const KEEP_ALIVE_S = String(KEEP_ALIVE_MS / 1_000);

/**
 * Runs before Azurite. It ends with the process that has started it, however that one ends: nobody else knows of it. A
 * terminal that closes is the emulator's affair, which may be told to go on without it.
 */
const WITH_ITS_PARENT = `data:text/javascript,${encodeURIComponent(
  "process.on('SIGHUP', () => {}); process.stdin.on('close', () => process.exit()).resume().unref();",
)}`;

export async function startAzurite({
  folder: kept,
  script = azuriteEntry(),
  nodeOptions = [],
  env = {},
  tls,
}: AzuriteOptions = {}): Promise<Azurite> {
  const accountName = 'customvisionstore';
  const accountKey = randomBytes(64).toString('base64');
  const folder = await mkdtemp(path.join(tmpdir(), 'azurite-'));
  const tlsOptions = tls === undefined ? [] : await writeTlsFiles(tls, folder);
  const child = spawn(
    process.execPath,
    [
      ...['--import', WITH_ITS_PARENT],
      ...nodeOptions,
      script,
      ...['--blobHost', '127.0.0.1', '--queueHost', '127.0.0.1', '--tableHost', '127.0.0.1'],
      ...['--blobPort', '0', '--queuePort', '0', '--tablePort', '0'],
      ...['--blobKeepAliveTimeout', KEEP_ALIVE_S, '--queueKeepAliveTimeout', KEEP_ALIVE_S],
      // The SDKs ask for newer API versions than Azurite lists.
      '--skipApiVersionCheck',
      ...(kept === undefined ? ['--inMemoryPersistence'] : ['--location', kept]),
      ...['--disableTelemetry', '--silent'],
      ...tlsOptions,
    ],
    {
      cwd: folder,
      env: { ...process.env, ...env, AZURITE_ACCOUNTS: `${accountName}:${accountKey}` },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    // Windows may still lock files that the process has just closed.
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  };

  let output = '';
  try {
    const ports = await new Promise<{ blob: string; queue: string }>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`Azurite was not ready after ${READY_TIMEOUT_MS / 1000} s. It printed:\n${output}`));
      }, READY_TIMEOUT_MS);
      const read = (chunk: Buffer): void => {
        output += chunk.toString();
        const blob = portOf('Blob', output);
        const queue = portOf('Queue', output);
        if (blob !== undefined && queue !== undefined) {
          clearTimeout(timer);
          resolve({ blob, queue });
        }
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', (code) => {
        clearTimeout(timer);
        reject(
          new Error(`Azurite ended with code ${String(code)} before it was ready. It printed:\n${output}`),
        );
      });
    });
    const scheme = tls === undefined ? 'http' : 'https';
    return {
      accountName,
      accountKey,
      blobEndpoint: `${scheme}://127.0.0.1:${ports.blob}/${accountName}`,
      queueEndpoint: `${scheme}://127.0.0.1:${ports.queue}/${accountName}`,
      ca: tls?.ca,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Options for the clients of both storage SDKs; the SDKs take `tlsOptions`, although their types do not say so. */
export function clientOptions({ ca }: Azurite): {
  userAgentOptions: { userAgentPrefix: string };
  tlsOptions?: { ca: string };
} {
  return {
    userAgentOptions: { userAgentPrefix: 'emulator' },
    ...(ca !== undefined && { tlsOptions: { ca } }),
  };
}

/** @returns the options that name the files */
async function writeTlsFiles({ server }: AzuriteTls, folder: string): Promise<string[]> {
  const [cert, key] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
  await Promise.all([writeFile(cert, server.cert), writeFile(key, server.key, { mode: 0o600 })]);
  return ['--oauth', 'basic', '--cert', cert, '--key', key];
}

function azuriteEntry(): string {
  const manifest = createRequire(import.meta.url).resolve('azurite/package.json');
  return path.join(path.dirname(manifest), 'dist', 'src', 'azurite.js');
}

/** Reads from Azurite's first lines which port a service really listens on. */
function portOf(service: 'Blob' | 'Queue', output: string): string | undefined {
  return new RegExp(
    `Azurite ${service} service is successfully listening at https?://127\\.0\\.0\\.1:(\\d+)`,
  ).exec(output)?.[1];
}
