/**
 * A service that notes when a request arrives and does not answer, so that nothing follows the first request.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export class SilentService {
  private readonly server = createServer(({ url = '' }) => {
    if (url.startsWith('/customvision/')) {
      this.asked.resolve(performance.now());
    }
  });
  private asked = Promise.withResolvers<number>();

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.listen(0, '127.0.0.1', resolve);
    });
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Resolves when the next request to the training API arrives, with the time by `performance.now()`. */
  nextRequest(): Promise<number> {
    this.asked = Promise.withResolvers();
    return this.asked.promise;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => {
      this.server.close(resolve);
    });
  }
}
