/**
 * Splits a stream of bytes into lines as the runner does: CR LF, LF and a single CR each end a line.
 */
import { StringDecoder } from 'node:string_decoder';

export class OutputLines {
  readonly #decoder = new StringDecoder('utf8');
  readonly #take: (line: string) => void;
  #rest = '';

  constructor(take: (line: string) => void) {
    this.#take = take;
  }

  /** Returns the text of the chunk. */
  write(chunk: Buffer): string {
    const text = this.#decoder.write(chunk);
    this.#rest += text;
    // A CR at the end of a chunk may be the first half of a CR LF.
    const lines = this.#rest.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#take(line);
    return text;
  }

  end(): void {
    const last = this.#rest + this.#decoder.end();
    this.#rest = '';
    if (last !== '') this.#take(last.replace(/\r$/, ''));
  }
}
