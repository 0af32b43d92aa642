/**
 * A link that is limited per connection, as those to cloud storage are: a loopback proxy that passes the bytes of each
 * connection on at a bounded rate and after a fixed delay, in both directions.
 */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface LinkLimits {
  /** The rate of each connection, in each direction. */
  readonly bytesPerSecond: number;
  /** The delay in each direction. */
  readonly delayMs: number;
}

export interface LimitedLink {
  /** Returns the same URL by way of the link. */
  through(url: string): string;
  close(): Promise<void>;
}

/** How many bytes a sender may be ahead of the link, as in the buffer of a router. */
const AHEAD_MS = 20;
/** How many bytes a receiver may be behind the link. */
const BEHIND_BYTES = 1_048_576;

/** @param url of a server on loopback; only its port matters */
export async function startLimitedLink(url: string, limits: LinkLimits): Promise<LimitedLink> {
  const port = Number(new URL(url).port);
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      carry(from, to, limits);
      from.on('error', () => to.destroy());
      from.once('close', () => {
        open.delete(from);
        if (!from.readableEnded) {
          to.destroy();
        }
      });
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const ours = (server.address() as AddressInfo).port;
  return {
    through(given) {
      const changed = new URL(given);
      changed.port = String(ours);
      return changed.href;
    },
    async close() {
      open.forEach((socket) => {
        socket.destroy();
      });
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function carry(from: Socket, to: Socket, { bytesPerSecond, delayMs }: LinkLimits): void {
  const underWay: { readonly due: number; readonly chunk: Buffer | null }[] = [];
  /** When the link has passed on all bytes that it was given. */
  let busyUntil = 0;
  let timer: NodeJS.Timeout | undefined;

  const deliver = (): void => {
    timer = undefined;
    for (
      let first = underWay[0];
      first !== undefined && first.due <= performance.now();
      first = underWay[0]
    ) {
      underWay.shift();
      if (first.chunk === null) {
        to.end();
      } else if (!to.destroyed) {
        to.write(first.chunk);
      }
    }
    arrange();
  };
  const arrange = (): void => {
    const now = performance.now();
    const full = busyUntil - now > AHEAD_MS || to.writableLength > BEHIND_BYTES;
    if (full && !to.destroyed) {
      from.pause();
    } else {
      from.resume();
    }
    const next = Math.min(underWay[0]?.due ?? Infinity, from.isPaused() ? now + 1 : Infinity);
    if (next !== Infinity) {
      timer ??= setTimeout(deliver, Math.max(0, next - now));
    }
  };
  const give = (chunk: Buffer | null): void => {
    busyUntil = Math.max(performance.now(), busyUntil) + ((chunk?.length ?? 0) / bytesPerSecond) * 1_000;
    underWay.push({ due: busyUntil + delayMs, chunk });
    arrange();
  };
  from.on('data', give);
  from.once('end', () => {
    give(null);
  });
}
