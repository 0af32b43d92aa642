/**
 * Preloaded into the action's process: its name server, which knows no `localhost` while there is the file that
 * NO_NAMES_FILE names. Everything else of these tests goes by IP address.
 */
import dns from 'node:dns';
import { existsSync } from 'node:fs';
import net from 'node:net';

type Callback = (error: NodeJS.ErrnoException | null, ...rest: unknown[]) => void;

const known = dns.lookup as unknown as (hostname: string, options: unknown, done: Callback) => void;

function lookup(hostname: string, options: unknown, done: Callback): void {
  const file = process.env.NO_NAMES_FILE;
  if (file !== undefined && net.isIP(hostname) === 0 && existsSync(file)) {
    const facts = { code: 'ENOTFOUND', errno: -3008, syscall: 'getaddrinfo', hostname };
    process.nextTick(done, Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), facts));
    return;
  }
  known(hostname, options, done);
}

Object.defineProperty(dns, 'lookup', { value: lookup, configurable: true, writable: true });
