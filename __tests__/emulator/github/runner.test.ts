import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';

import {
  jobOutputs,
  runAction,
  startAction,
  type ActionOptions,
  type ActionRun,
  type RunningAction,
} from '../../../emulator/github/runner/runner.ts';

const MANIFEST = `
name: Fixture
inputs:
  project-id: { required: true }
  two words: {}
  timeout-minutes: { default: 330 }
  upload: { default: false }
  old-one: { deprecationMessage: use the new one }
  token: { default: '\${{ github.token }}' }
outputs:
  modelUri: { description: where it is }
  status: { description: how it went }
runs: { using: node24, main: dist/index.js }
`;

let folder: string;
let runs: ActionRun[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'runner-test-'));
  runs = [];
});

afterEach(async () => {
  for (const run of runs) await run.cleanUp();
  await rm(folder, { recursive: true, force: true });
});

describe('what the action gets', () => {
  test('inputs as variables, with the defaults of action.yml, all of them texts', async () => {
    const run = await runScript('show(process.env)', {
      inputs: { 'project-id': 'p-1', 'two words': 'a b', 'OLD-one': 'x' },
    });
    const env = shown(run) as Record<string, string>;
    const inputs = Object.entries(env).filter(([name]) => name.startsWith('INPUT_'));
    expect(Object.fromEntries(inputs)).toEqual({
      'INPUT_PROJECT-ID': 'p-1',
      INPUT_TWO_WORDS: 'a b',
      'INPUT_TIMEOUT-MINUTES': '330',
      INPUT_UPLOAD: 'false',
      'INPUT_OLD-ONE': 'x',
      INPUT_TOKEN: '',
    });
    expect(messages(run)).toEqual([
      "warning: Input 'OLD-one' has been deprecated with message: use the new one",
    ]);
  });

  test('an input that action.yml does not declare is passed on with a warning', async () => {
    const run = await runScript("show(process.env['INPUT_PROJEKT-ID'])", { inputs: { 'projekt-id': 'p-1' } });
    expect(shown(run)).toBe('p-1');
    expect(run.log).toContain(
      "##[warning]Unexpected input(s) 'projekt-id', valid inputs are ['project-id', ",
    );
  });

  test('the variables of the runner and nothing of the parent process', async () => {
    process.env.AZURE_CLIENT_SECRET = 'of the parent';
    try {
      const run = await runScript('show({ env: process.env, cwd: process.cwd() })', {
        runId: '77',
        runAttempt: 2,
        repository: 'me/mine',
        resultsUrl: 'http://127.0.0.1:1/',
        runtimeToken: 'token',
        env: { MINE: 'yes', GITHUB_STEP_SUMMARY: undefined },
      });
      const { env, cwd } = shown(run) as { env: Record<string, string>; cwd: string };
      expect(env).toMatchObject({
        ACTIONS_RESULTS_URL: 'http://127.0.0.1:1/',
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_API_URL: 'https://api.github.com',
        GITHUB_REPOSITORY: 'me/mine',
        GITHUB_RUN_ATTEMPT: '2',
        GITHUB_RUN_ID: '77',
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_WORKSPACE: cwd,
        MINE: 'yes',
        RUNNER_TEMP: run.tempFolder,
      });
      // The log masks it.
      expect(env.ACTIONS_RUNTIME_TOKEN).toBe('***');
      expect(run.raw).toContain('"ACTIONS_RUNTIME_TOKEN":"token"');
      expect(Object.keys(env)).not.toContain('AZURE_CLIENT_SECRET');
      expect(Object.keys(env)).not.toContain('GITHUB_STEP_SUMMARY');
      if (process.platform !== 'win32') {
        const others = Object.keys(env).filter((name) => !/^(GITHUB|RUNNER|ACTIONS|INPUT)_/.test(name));
        // The last is what macOS gives to every process.
        const known = ['PATH', 'HOME', 'LANG', 'CI', 'MINE', '__CF_USER_TEXT_ENCODING'];
        expect(others.filter((name) => !known.includes(name))).toEqual([]);
      }
      expect(run.workspace).toBe(cwd);
      expect(JSON.parse(await readFile(env.GITHUB_EVENT_PATH ?? '', 'utf8'))).toHaveProperty('repository');
    } finally {
      Reflect.deleteProperty(process.env, 'AZURE_CLIENT_SECRET');
    }
  });

  test('the token of the job where action.yml has it as a default, masked, and where the API is', async () => {
    const run = await runScript('show(process.env)', {
      ...{ githubToken: 'ghs_1', apiUrl: 'http://127.0.0.1:1', workflowFile: 'relay.yml' },
    });
    expect(run.raw).toContain('"INPUT_TOKEN":"ghs_1"');
    expect(shown(run)).toMatchObject({
      INPUT_TOKEN: '***',
      GITHUB_API_URL: 'http://127.0.0.1:1',
      GITHUB_WORKFLOW_REF: 'octocat/models/.github/workflows/relay.yml@refs/heads/main',
    });
  });

  test('closed stdin, pipes for its output, and extra arguments of Node', async () => {
    const run = await runScript(
      // A pipe is one of Node's sockets on every system; a file would be none.
      'show([process.stdout instanceof require("net").Socket && !process.stdout.isTTY, process.execArgv]);' +
        'process.stdin.on("end", () => console.log("stdin has ended")).resume();',
      { nodeOptions: ['--no-warnings'] },
    );
    expect(run.raw).toBe('[true,["--no-warnings"]]\nstdin has ended\n');
  });
});

describe('what the runner makes of its output', () => {
  test('commands in both forms are executed, on stdout and stderr', async () => {
    const run = await runLines(
      '::warning title=100%25%2C sure%3A,line=3::one%0Atwo %250A',
      '  ::error::indented',
      'text before ##[notice title=a%3Bb;file=x]after',
      '##[error title=x]by brackets%5D',
      '::group::Wait',
      '::endgroup::',
      '::debug::not shown',
      'plain ::warning::not at the start',
      '::unheard-of::stays',
      '##[section]stays',
    );
    expect(run.annotations).toEqual([
      { level: 'warning', title: '100%, sure:', message: 'one\ntwo %0A' },
      { level: 'error', title: '', message: 'indented' },
      { level: 'notice', title: 'a;b', message: 'after' },
      { level: 'error', title: 'x', message: 'by brackets]' },
    ]);
    expect(run.groups).toEqual(['Wait']);
    expect(run.log.split('\n').slice(-5)).toEqual([
      '##[group]Wait',
      '##[endgroup]',
      'plain ::warning::not at the start',
      '::unheard-of::stays',
      '##[section]stays',
    ]);
    expect(run.unexpectedCommands).toEqual([
      'text before ##[notice title=a%3Bb;file=x]after',
      '##[error title=x]by brackets%5D',
    ]);
    expect(run.conclusion).toBe('success');

    const onStderr = await runScript('console.error("::error::there")');
    expect(messages(onStderr)).toEqual(['error: there']);
  });

  test('a lone carriage return starts a line too, and a line may come in pieces', async () => {
    const run = await runScript(`
      process.stdout.write(Buffer.from('progress 1\\r::warning::after CR\\r'));
      setTimeout(() => process.stdout.write(Buffer.from('\\n::war')), 50);
      setTimeout(() => process.stdout.write(Buffer.from('ning::\\xc3', 'latin1')), 100);
      setTimeout(() => process.stdout.write(Buffer.from('\\xa9 at the end', 'latin1')), 150);
    `);
    expect(run.log).toBe('progress 1\n##[warning]after CR\n##[warning]é at the end');
  });

  test('masks hide what comes later, each line of them by itself, and their encodings', async () => {
    const run = await runLines(
      'key+1/= before',
      '::add-mask::key+1/=',
      '::add-mask::first line%0Asecond line',
      'a key+1/=key+1/= b key%2B1%2F%3D c',
      'the second line of it',
      '::notice::key+1/= too',
      '::add-mask:: ',
    );
    expect(run.log.split('\n')).toEqual([
      'key+1/= before',
      'a *** b *** c',
      'the *** of it',
      '##[notice]*** too',
      "##[warning]Can't add secret mask for empty string in ##[add-mask] command.",
    ]);
    expect(run.annotations[0]?.message).toBe('*** too');
    expect(run.masks).toEqual(['key+1/=', 'first line\nsecond line']);
    expect(run.raw).toContain('::add-mask::key+1/=');
  });

  test('ten annotations of a level are kept, all of them are in the log', async () => {
    const run = await runLines(...Array.from({ length: 12 }, (_, index) => `::error::number ${index}`));
    expect(run.annotations).toHaveLength(10);
    expect(run.log).toContain('##[error]number 11');
  });

  test('commands can be stopped and resumed, and such things are noted', async () => {
    const run = await runLines(
      '::stop-commands::Token',
      '::warning::shown as it is',
      '::token::',
      '::warning::executed',
      '::set-output name=status::old way',
      '::save-state name=kept::too',
    );
    expect(messages(run)).toEqual(['warning: executed']);
    expect(run.log).toContain('\n::warning::shown as it is\n');
    expect(run.outputs).toEqual({ status: 'old way' });
    expect(run.state).toEqual({ kept: 'too' });
    expect(run.unexpectedCommands).toHaveLength(3);
  });

  test('a command that the runner has disabled fails the step', async () => {
    const run = await runLines('::set-env name=A::b');
    expect(run).toMatchObject({ exitCode: 0, conclusion: 'failure', env: {} });
  });

  test('debug lines are shown where debugging is on', async () => {
    const run = await runScript('console.log("::debug::deep")', { env: { RUNNER_DEBUG: '1' } });
    expect(run.log).toBe('##[debug]deep');
  });
});

describe('what it reads after the end', () => {
  test('outputs, state, environment, path and summary; the last value wins', async () => {
    const run = await runScript(`
      append('GITHUB_OUTPUT', 'status=a<<b\\nmodelUri<<EOF\\nline 1\\n\\nx=y<<z\\nEOF\\nstatus<<E=F\\n\\nE=F\\nextra=1\\n');
      append('GITHUB_STATE', 'pid=7\\n');
      append('GITHUB_ENV', 'COLOR=red\\n');
      append('GITHUB_PATH', '/opt/tool\\n');
      append('GITHUB_STEP_SUMMARY', '# Done\\n');
      process.exitCode = 3;
    `);
    expect(run.outputs).toEqual({ modelUri: 'line 1\n\nx=y<<z', status: '' });
    expect(run).toMatchObject({
      exitCode: 3,
      signal: null,
      conclusion: 'failure',
      undeclaredOutputs: { extra: '1' },
      state: { pid: '7' },
      env: { COLOR: 'red' },
      addedPath: ['/opt/tool'],
      summary: '# Done\n',
    });
  });

  test('a faulty line fails the step, what stands before it counts', async () => {
    const run = await runScript("append('GITHUB_OUTPUT', 'status=ok\\nmodelUri<<EOF\\nno end\\n')");
    expect(run).toMatchObject({ exitCode: 0, conclusion: 'failure', outputs: { status: 'ok' } });
    expect(messages(run)[0]).toContain("Matching delimiter not found 'EOF'");
  });

  test('a summary above 1 MiB is dropped whole', async () => {
    const run = await runScript("append('GITHUB_STEP_SUMMARY', 'x'.repeat(1024 * 1024 + 1))");
    expect(run.summary).toBe('');
    expect(messages(run)[0]).toContain('got 1025k');
  });

  test('a job output that contains anything masked is dropped', async () => {
    const run = await runScript(
      "append('GITHUB_OUTPUT', 'status=ok\\nmodelUri=https://store.example/c/m.zip\\n'); console.log('::add-mask::mine')",
      { secrets: ['store.example'] },
    );
    expect(run.outputs.modelUri).toBe('https://store.example/c/m.zip');
    expect(jobOutputs(run)).toEqual({ outputs: { status: 'ok' }, dropped: ['modelUri'] });
    expect(run.masks).toEqual(['store.example', 'mine']);
  });

  test('nothing is left behind, except a temporary folder that was shared', async () => {
    const shared = path.join(folder, 'shared');
    await mkdir(shared);
    const run = await runScript(
      'require("fs").writeFileSync(process.env.RUNNER_TEMP + "/model.zip", "");' +
        'require("fs").writeFileSync("in-workspace", "");',
      { tempFolder: shared },
    );
    expect(await readdir(shared)).toContain('model.zip');
    await run.cleanUp();
    expect(existsSync(run.workspace)).toBe(false);
    expect(await readdir(shared)).toContain('model.zip');
  });

  test('something that outlives the action and holds its output is noted', async () => {
    const action = await startScript(`
      const child = require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], {
        stdio: 'inherit', detached: true,
      });
      console.log('child ' + child.pid);
      child.unref();
    `);
    const line = await action.waitFor(/^child \d+$/);
    const run = await end(action);
    process.kill(Number(line.split(' ')[1]));
    expect(run).toMatchObject({ exitCode: 0, leftRunning: true });
  });
});

// Windows knows no signals: there the first one ends the process.
const describeSignals = process.platform === 'win32' ? describe.skip : describe;

describeSignals('how it is cancelled', () => {
  const DELAYS = { interruptMs: 300, terminateMs: 300 };
  const LISTEN = (name: string, then: string): string =>
    `process.on('${name}', () => { console.log('got ${name}'); ${then} });`;
  const READY = "setInterval(() => {}, 1000); console.log('ready');";

  test('an action that ends on SIGINT is left alone, and its outputs count', async () => {
    const action = await startScript(
      LISTEN('SIGINT', "append('GITHUB_OUTPUT', 'status=cancelled\\n'); process.exit(1)") + READY,
    );
    await action.waitFor('ready');
    runs.push(await action.cancel());
    expect(runs[0]).toMatchObject({ exitCode: 1, signal: null, log: 'ready\ngot SIGINT' });
    expect(runs[0]?.outputs).toEqual({ status: 'cancelled' });
  });

  test('then comes SIGTERM, then SIGKILL', async () => {
    const action = await startScript(LISTEN('SIGINT', '') + LISTEN('SIGTERM', '') + READY);
    await action.waitFor('ready');
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'Date'] });
    try {
      const cancelled = action.cancel(DELAYS);
      for (const signal of ['SIGINT', 'SIGTERM']) {
        // Not after 300 ms of a machine that may be slow: when the action has got it.
        await action.waitFor(`got ${signal}`);
        jest.advanceTimersByTime(300);
      }
      runs.push(await cancelled);
    } finally {
      jest.useRealTimers();
    }
    expect(runs[0]).toMatchObject({ exitCode: null, signal: 'SIGKILL', conclusion: 'failure' });
    expect(runs[0]?.log).toBe('ready\ngot SIGINT\ngot SIGTERM');
  });

  test('one signal can be sent midway', async () => {
    const action = await startScript(LISTEN('SIGTERM', 'process.exit(0)') + READY);
    await action.waitFor(/^rea/);
    expect(action.log()).toBe('ready');
    action.signal('SIGTERM');
    expect(await action.waitFor('got')).toBe('got SIGTERM');
    expect((await end(action)).exitCode).toBe(0);
  });

  test('waiting for a line that never comes fails when the action ends', async () => {
    const action = await startScript('');
    await expect(action.waitFor('never')).rejects.toThrow('ended without a line with never');
    await end(action);
  });
});

const PREAMBLE = `
  const append = (file, text) => require('fs').appendFileSync(process.env[file], text);
  const show = (value) => console.log(JSON.stringify(value));
`;

async function startScript(script: string): Promise<RunningAction> {
  return startAction(await fixture(script));
}

async function end(action: RunningAction): Promise<ActionRun> {
  const run = await action.ended;
  runs.push(run);
  return run;
}

async function runScript(script: string, options: Partial<ActionOptions> = {}): Promise<ActionRun> {
  const run = await runAction({ ...(await fixture(script)), ...options });
  runs.push(run);
  return run;
}

async function fixture(script: string): Promise<ActionOptions> {
  await mkdir(path.join(folder, 'dist'), { recursive: true });
  await writeFile(path.join(folder, 'action.yml'), MANIFEST);
  await writeFile(path.join(folder, 'dist', 'index.js'), PREAMBLE + script);
  return { actionFolder: folder, inputs: {} };
}

function runLines(...lines: string[]): Promise<ActionRun> {
  return runScript(`for (const line of ${JSON.stringify(lines)}) console.log(line);`);
}

function shown(run: ActionRun): unknown {
  return JSON.parse(run.log.split('\n').at(-1) ?? '');
}

function messages(run: ActionRun): string[] {
  return run.annotations.map(({ level, message }) => `${level}: ${message}`);
}
