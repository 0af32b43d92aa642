/**
 * Preloaded into the action's process: its name server, which does not tell where `localhost` is while there is the
 * file that NO_NAMES_FILE names, with the code that the file holds, or ENOTFOUND. Everything else of these tests goes
 * by IP address.
 */
import dns from 'node:dns';
import { existsSync, readFileSync } from 'node:fs';
import net from 'node:net';

type Callback = (error: NodeJS.ErrnoException | null, ...rest: unknown[]) => void;

const known = dns.lookup as unknown as (hostname: string, options: unknown, done: Callback) => void;

function lookup(hostname: string, options: unknown, done: Callback): void {
  const file = process.env.NO_NAMES_FILE;
  if (file !== undefined && net.isIP(hostname) === 0 && existsSync(file)) {
    const code = readFileSync(file, 'utf8') || 'ENOTFOUND';
    const facts = { code, syscall: 'getaddrinfo', hostname };
    process.nextTick(done, Object.assign(new Error(`getaddrinfo ${code} ${hostname}`), facts));
    return;
  }
  known(hostname, options, done);
}

Object.defineProperty(dns, 'lookup', { value: lookup, configurable: true, writable: true });
