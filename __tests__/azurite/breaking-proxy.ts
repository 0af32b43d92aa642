/**
 * A loopback proxy in front of a server, that can be told to break a connection after a number of bytes from it.
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export class BreakingProxy {
  /** How many more bytes of answers get through before the connection that carries them breaks. */
  breakAfter = Infinity;
  /** How many connections were broken. */
  broken = 0;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly targetPort: number;

  private constructor(targetPort: number) {
    this.targetPort = targetPort;
    this.server = createServer((near) => {
      this.pass(near);
    });
  }

  static async start(targetPort: number): Promise<BreakingProxy> {
    const proxy = new BreakingProxy(targetPort);
    await new Promise<void>((resolve) => {
      proxy.server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) {
      socket.destroy();
    }
    await new Promise((resolve) => this.server.close(resolve));
  }

  private pass(near: Socket): void {
    const far = connect(this.targetPort, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
    near.pipe(far);
    far.on('data', (chunk) => {
      if (chunk.length < this.breakAfter) {
        this.breakAfter -= chunk.length;
        near.write(chunk);
        return;
      }
      const last = chunk.subarray(0, this.breakAfter);
      this.breakAfter = Infinity;
      this.broken += 1;
      far.destroy();
      near.end(last, () => near.resetAndDestroy());
    });
  }
}
