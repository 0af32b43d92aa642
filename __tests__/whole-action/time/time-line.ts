/**
 * The line between the process that has a test's time and those that follow it: words with spaces in between, a
 * message a line. `time MS SEQUENCE` says what time it is, in milliseconds since the epoch. A storage emulator answers
 * `seen SEQUENCE`. An action that has nothing left to do but to wait says `idle MS SEQUENCE`: until when, and which
 * message it has seen last.
 */
import type { Socket } from 'node:net';

/** Calls `hear` with the words of each message. */
export function listen(socket: Socket, hear: (words: readonly string[]) => void): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      hear(line.split(' '));
    }
  });
  // The other side has ended, or was killed.
  socket.on('error', () => socket.destroy());
}

export function say(socket: Socket, ...words: readonly (string | number)[]): void {
  socket.write(`${words.join(' ')}\n`);
}
