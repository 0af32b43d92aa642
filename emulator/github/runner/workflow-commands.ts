/**
 * Finds workflow commands in a line of output by the rules of the runner (its `ActionCommand`):
 *
 * - `::name key=value,key=value::data` at the start of a line, blanks before it allowed;
 * - `##[name key=value;key=value]data` anywhere in a line.
 *
 * A line whose command is not registered is ordinary output.
 */
export interface WorkflowCommand {
  /** In lower case. */
  readonly name: string;
  /** Keys in lower case. */
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
  /** Which of the two forms it had. */
  readonly form: '::' | '##[';
}

/** The commands that the runner executes. While commands are stopped, the token of `stop-commands` is one as well. */
export const COMMANDS: ReadonlySet<string> = new Set([
  ...['debug', 'notice', 'warning', 'error', 'group', 'endgroup', 'add-mask', 'echo', 'stop-commands'],
  ...['set-output', 'save-state', 'set-env', 'add-path', 'add-matcher', 'remove-matcher'],
]);

/** Decodes the percent sign last, because `%250A` would otherwise become a line break. */
const DATA_ESCAPES = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%25', '%'],
] as const;
const PROPERTY_ESCAPES = [['%3A', ':'], ['%2C', ','], ...DATA_ESCAPES] as const;
const BRACKET_ESCAPES = [['%3B', ';'], ['%5D', ']'], ...DATA_ESCAPES] as const;

type Escapes = readonly (readonly [string, string])[];

export function parseCommand(line: string, registered: ReadonlySet<string>): WorkflowCommand | undefined {
  return parseColons(line.trimStart(), registered) ?? parseBrackets(line, registered);
}

function parseColons(line: string, registered: ReadonlySet<string>): WorkflowCommand | undefined {
  if (!line.startsWith('::')) return undefined;
  const end = line.indexOf('::', 2);
  if (end < 0) return undefined;
  const head = parseHead(line.slice(2, end), registered, ',', PROPERTY_ESCAPES);
  return head && { ...head, data: unescape(line.slice(end + 2), DATA_ESCAPES), form: '::' };
}

function parseBrackets(line: string, registered: ReadonlySet<string>): WorkflowCommand | undefined {
  const start = line.indexOf('##[');
  if (start < 0) return undefined;
  const end = line.indexOf(']', start);
  if (end < 0) return undefined;
  const head = parseHead(line.slice(start + 3, end), registered, ';', BRACKET_ESCAPES);
  return head && { ...head, data: unescape(line.slice(end + 1), BRACKET_ESCAPES), form: '##[' };
}

function parseHead(
  head: string,
  registered: ReadonlySet<string>,
  separator: string,
  escapes: Escapes,
): Pick<WorkflowCommand, 'name' | 'properties'> | undefined {
  const [given = '', ...rest] = head.split(' ');
  const name = given.toLowerCase();
  if (!registered.has(name)) return undefined;
  const properties: Record<string, string> = {};
  for (const property of rest.join(' ').trim().split(separator)) {
    const equals = property.indexOf('=');
    const value = property.slice(equals + 1);
    if (equals > 0 && value !== '') {
      properties[property.slice(0, equals).toLowerCase()] = unescape(value, escapes);
    }
  }
  return { name, properties };
}

function unescape(text: string, escapes: Escapes): string {
  return escapes.reduce((result, [escaped, plain]) => result.replaceAll(escaped, plain), text);
}
