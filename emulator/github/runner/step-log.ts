/**
 * The log of a step, as the runner makes it of the step's output: it masks lines, and executes the commands in them.
 */
import { SecretMasker } from './secret-masker.ts';
import { COMMANDS, parseCommand, type WorkflowCommand } from './workflow-commands.ts';

export interface Annotation {
  readonly level: 'notice' | 'warning' | 'error';
  /** `""` where none is given. */
  readonly title: string;
  readonly message: string;
}

/** Annotations beyond this number are in the log only. */
const ANNOTATIONS_PER_LEVEL = 10;
/** The commands that `@actions/core` writes. Any other was probably not meant as a command. */
const EXPECTED = new Set(['debug', 'notice', 'warning', 'error', 'group', 'endgroup', 'add-mask']);

export class StepLog {
  /** As the runner shows it. */
  readonly lines: string[] = [];
  readonly annotations: Annotation[] = [];
  readonly groups: string[] = [];
  /** Set by the old command `set-output`. */
  readonly outputs = new Map<string, string>();
  /** Set by the old command `save-state`. */
  readonly state = new Map<string, string>();
  /** The lines, unmasked, that were executed although `@actions/core` does not write such commands. */
  readonly unexpectedCommands: string[] = [];
  readonly masker: SecretMasker;
  /** A command that the runner refuses fails the step. */
  failed = false;

  readonly #registered = new Set(COMMANDS);
  readonly #showsDebug: boolean;
  readonly #onLine: ((line: string) => void) | undefined;
  #echo = false;
  #stopToken: string | undefined;

  constructor(options: {
    secrets: readonly string[];
    showsDebug: boolean;
    onLine: ((line: string) => void) | undefined;
  }) {
    this.masker = new SecretMasker(options.secrets);
    this.#showsDebug = options.showsDebug;
    this.#onLine = options.onLine;
  }

  /** Reads one line that the step has printed, without its line end. */
  take(line: string): void {
    const command = parseCommand(line, this.#registered);
    if (command === undefined || !this.#execute(command, line)) this.#show(line);
  }

  issue(level: Annotation['level'], message: string, title = ''): void {
    this.#show(`##[${level}]${message}`);
    if (this.annotations.filter((annotation) => annotation.level === level).length < ANNOTATIONS_PER_LEVEL) {
      this.annotations.push({ level, title, message: this.masker.apply(message) });
    }
  }

  /** An error of the runner's own that fails the step. */
  fail(message: string): void {
    this.issue('error', message);
    this.failed = true;
  }

  /** @returns `false` if commands are stopped, so that the line is ordinary output */
  #execute(command: WorkflowCommand, line: string): boolean {
    if (this.#stopToken !== undefined) {
      if (command.name !== this.#stopToken) return false;
      this.#registered.delete(this.#stopToken);
      this.#stopToken = undefined;
      this.#show(line);
      return true;
    }
    if (!EXPECTED.has(command.name) || command.form === '##[') this.unexpectedCommands.push(line);
    if (this.#echo && !EXPECTED.has(command.name)) this.#show(line);
    this.#perform(command, line);
    return true;
  }

  #perform({ name, properties, data }: WorkflowCommand, line: string): void {
    switch (name) {
      case 'notice':
      case 'warning':
      case 'error':
        this.issue(name, data, properties.title);
        break;
      case 'debug':
        if (this.#showsDebug) this.#show(`##[debug]${data}`);
        break;
      case 'add-mask':
        if (data.trim() === '') {
          this.issue('warning', "Can't add secret mask for empty string in ##[add-mask] command.");
        } else this.masker.add(data);
        break;
      case 'group':
        this.groups.push(this.masker.apply(data));
        this.#show(`##[group]${data}`);
        break;
      case 'endgroup':
        this.#show('##[endgroup]');
        break;
      case 'stop-commands':
        this.#show(line);
        this.#stopToken = data.toLowerCase();
        this.#registered.add(this.#stopToken);
        break;
      case 'set-output':
        this.#keep(this.outputs, name, properties.name, data);
        break;
      case 'save-state':
        this.#keep(this.state, name, properties.name, data);
        break;
      case 'echo':
        this.#echo = data.trim().toLowerCase() === 'on';
        break;
      case 'set-env':
      case 'add-path':
        this.fail(`Unable to process command '${line}' successfully: '${name}' is disabled.`);
        break;
      default:
      // Problem matchers change nothing that is tested here.
    }
  }

  #keep(values: Map<string, string>, command: string, name: string | undefined, value: string): void {
    if (name === undefined) this.fail(`Required field 'name' is missing in ##[${command}] command.`);
    else values.set(name, value);
  }

  #show(line: string): void {
    const shown = this.masker.apply(line);
    this.lines.push(shown);
    this.#onLine?.(shown);
  }
}
