/**
 * Stands in for the host of Azure Functions, as a program: it loads the function of `examples/function`, and hands it one
 * message after the other as the host does. Azure's own package is not installed here.
 */
import { registerHooks } from 'node:module';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

export interface Delivery {
  /** As it stands in the queue. */
  readonly text: string;
  readonly insertionTime: string;
  readonly dequeueCount: number;
}

/** What became of a message: the host deletes it, or shows it again. */
export type Outcome = { readonly deleted: true } | { readonly deleted: false; readonly error: string };

interface Registered {
  readonly name: string;
  readonly queueName: string;
  readonly connection: string;
  readonly handler: (message: unknown, context: { triggerMetadata: object }) => Promise<void>;
}

const PACKAGE = 'data:text/javascript,export const app = { storageQueue: globalThis.registerTrigger };';
const registered: Registered[] = [];
Object.assign(globalThis, {
  registerTrigger: (name: string, options: Omit<Registered, 'name'>) => registered.push({ name, ...options }),
});
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@azure/functions'
      ? { url: PACKAGE, format: 'module', shortCircuit: true }
      : next(specifier, context),
});
await import(
  pathToFileURL(path.join(import.meta.dirname, '..', '..', 'examples', 'function', 'run-again.mjs')).href
);
const [trigger] = registered;
if (registered.length !== 1 || trigger?.queueName !== '%QUEUE%' || trigger.connection !== 'Notifications') {
  throw new Error(`one trigger on the queue of the settings is expected: ${JSON.stringify(registered)}`);
}

const outcomes: Outcome[] = [];
for (const { text: message, ...triggerMetadata } of JSON.parse(await text(process.stdin)) as Delivery[]) {
  try {
    await trigger.handler(parsed(message), { triggerMetadata });
    outcomes.push({ deleted: true });
  } catch (error) {
    outcomes.push({ deleted: false, error: String(error) });
  }
}
process.stdout.write(JSON.stringify(outcomes));

/** The host hands a message that is JSON on as an object, and any other as its text. */
function parsed(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return message;
  }
}
