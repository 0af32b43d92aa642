/**
 * Preloaded into the action's process: a network in which nobody is reached but those that OPEN_TO lists, as
 * `host:port` with commas in between. Everybody else is one whose name is not known.
 */
import net from 'node:net';

interface Target {
  readonly host?: string;
  readonly port?: number | string;
}

const open = (process.env.OPEN_TO ?? '').split(',');
const known = Object.getOwnPropertyDescriptor(net.Socket.prototype, 'connect')?.value as (
  this: net.Socket,
  ...given: unknown[]
) => net.Socket;

function connectWithin(this: net.Socket, ...given: unknown[]): net.Socket {
  const [first] = given;
  const { host = 'localhost', port = 0 } = (Array.isArray(first) ? first[0] : first) as Target;
  if (open.includes(`${host}:${port}`)) {
    return known.apply(this, given);
  }
  const facts = { code: 'ENOTFOUND', errno: -3008, syscall: 'getaddrinfo', hostname: host };
  process.nextTick(() => {
    this.destroy(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), facts));
  });
  return this;
}

Object.defineProperty(net.Socket.prototype, 'connect', { value: connectWithin });
