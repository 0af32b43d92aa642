/**
 * The requests that the emulator's services have received, in the order of their answers.
 * It holds neither headers nor signatures, because people attach such a log to bug reports.
 */
import { appendFileSync } from 'node:fs';

export interface RequestLogEntry {
  /** When the request arrived, ISO 8601 in UTC. */
  time: string;
  service: 'training' | 'artifacts' | 'entra' | 'id tokens' | 'github' | 'storage gate';
  method: string;
  path: string;
  /** Without the leading `?`; signatures of SAS URLs are replaced by `***`. */
  query: string;
  /** `null`: the connection was closed without an answer. */
  status: number | null;
  /** Why the emulator refused it, if no documented client sends such a request; absent otherwise. */
  refused?: string;
}

export class RequestLog {
  readonly entries: RequestLogEntry[] = [];
  readonly #file: string | undefined;
  readonly #waiting = new Set<(entry: RequestLogEntry) => void>();

  /** @param file one JSON document a line is appended to it; without it the log is kept in memory only. */
  constructor(file?: string) {
    this.#file = file;
    if (file !== undefined) appendFileSync(file, '');
  }

  add(entry: RequestLogEntry): void {
    const clean = { ...entry, query: withoutSignatures(entry.query) };
    this.entries.push(clean);
    if (this.#file !== undefined) appendFileSync(this.#file, `${JSON.stringify(clean)}\n`);
    for (const see of this.#waiting) see(clean);
  }

  /**
   * Resolves with the first request that is wanted, one that was answered already or one that still comes.
   *
   * @param from how many entries are passed over: `entries.length` to wait for a request that comes from now on
   */
  waitFor(wanted: (entry: RequestLogEntry) => boolean, from = 0): Promise<RequestLogEntry> {
    const found = this.entries.slice(from).find(wanted);
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve) => {
      const see = (entry: RequestLogEntry): void => {
        if (!wanted(entry)) return;
        this.#waiting.delete(see);
        resolve(entry);
      };
      this.#waiting.add(see);
    });
  }
}

/** Matches `sig=…`, also inside an encoded URL (`%3Fsig%3D…`, or encoded twice). */
function withoutSignatures(query: string): string {
  return query.replace(/(^|[?&]|%(?:25)*(?:3F|26))(sig(?:=|%(?:25)*3D))(?:(?!%(?:25)*26)[^&])*/gi, '$1$2***');
}
