/**
 * Whose line it is where the toolkit's artifact client writes to the log. It writes there itself, and its lines name no
 * artifact: those of uploads that run side by side could not be told apart.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

/** A command of the runner that shows a text. Others, such as that which masks a secret, have to stay as they are. */
const SHOWN = /^::(?:debug|notice|warning|error)(?: [^:]*)?::/;

const labels = new AsyncLocalStorage<string>();
let outputIsLabelled = false;

/**
 * Puts a label before each line that the action writes to standard output, also where several actions run at once.
 * @param label `undefined`: its lines stay as they are
 */
export async function underLabel<T>(label: string | undefined, action: () => Promise<T>): Promise<T> {
  if (label === undefined) {
    return await action();
  }
  if (!outputIsLabelled) {
    outputIsLabelled = true;
    labelOutput(process.stdout);
  }
  return await labels.run(label, action);
}

/** All lines go through this one function, whichever copy of `@actions/core` writes them. */
function labelOutput(output: NodeJS.WriteStream): void {
  const write = output.write.bind(output) as (...args: unknown[]) => boolean;
  output.write = (chunk: unknown, ...more: unknown[]): boolean => {
    const label = labels.getStore();
    return write(typeof chunk === 'string' && label !== undefined ? labelled(chunk, label) : chunk, ...more);
  };
}

function labelled(text: string, label: string): string {
  return text.replace(/^.+$/gm, (line) => {
    const command = SHOWN.exec(line)?.[0] ?? '';
    return line.startsWith('::') && command === ''
      ? line
      : `${command}${label}: ${line.slice(command.length)}`;
  });
}
