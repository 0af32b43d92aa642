import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { shownIn, sourcesOf } from '../../scripts/workflows/sources.ts';
import { zizmorFindings } from '../../scripts/workflows/zizmor.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');

const PAGE = `# Page

   \`\`\`yaml
   on: push
   jobs:
     one:
       steps:
         - uses: OWNER/action@COMMIT # v1
   \`\`\`

\`\`\`yaml
with:
  a: b
\`\`\`
`;

test('whole workflows that a page shows are read with their lines, parts of one are not', () => {
  const [shown, ...more] = shownIn('PAGE.md', PAGE);
  expect(more).toEqual([]);
  expect(shown).toMatchObject({ file: 'PAGE.md', line: 4, kind: 'workflow' });
  expect(shown?.text).toMatch(
    /^on: push\njobs:\n {2}one:\n {4}steps:\n {6}- uses: OWNER\/action@[0-9a-f]{40} # v1\n$/,
  );
});

test('all actions and workflows of this repository are read, and those of its pages', () => {
  const files = sourcesOf(ROOT).map(({ file }) => file);
  expect(files).toEqual(
    expect.arrayContaining(['action.yml', '.github/workflows/ci.yml', 'README.md', 'docs/SETUP.md']),
  );
});

(process.platform === 'win32' ? test.skip : test)(
  'a finding is told with the file and the line that people know',
  () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'zizmor-'));
    const program = path.join(folder, 'zizmor');
    const report = (file: string, row: number, kind: string) =>
      `{"symbolic":{"kind":"${kind}","key":{"Local":{"verbatim_path":"${file}"}}},"concrete":{"location":{"start_point":{"row":${row}}}}}`;
    // It is called with its options, then with one file for each workflow, and at last with that of Dependabot.
    const body = `for file; do last=$before; before=$file; done
echo '[{"ident":"excess","desc":"too much","locations":[${report("'$last'", 9, 'Related')},${report("'$last'", 2, 'Primary')}]}]'`;
    writeFileSync(program, `#!/bin/sh\n${body}\n`);
    chmodSync(program, 0o755);

    expect(zizmorFindings(program, shownIn('PAGE.md', PAGE), ROOT)).toEqual([
      'PAGE.md:6 zizmor excess: too much',
    ]);
    writeFileSync(program, '#!/bin/sh\necho broken >&2\nexit 1\n');
    expect(zizmorFindings(program, shownIn('PAGE.md', PAGE), ROOT)).toEqual(['zizmor failed: broken\n']);
    rmSync(folder, { recursive: true });
  },
);

test('every action of somebody else is pinned by a commit, the same one everywhere, with its version', () => {
  const pins = new Map<string, Set<string>>();
  for (const { file, text } of sourcesOf(ROOT)) {
    for (const [, name = '', pin = ''] of text.matchAll(/uses: (?!\.|OWNER)([\w-]+\/[\w-]+)[^@\n]*@(.+)/g)) {
      expect({ file, pin }).toEqual({ file, pin: expect.stringMatching(/^[0-9a-f]{40} # v\d+\.\d+\.\d+$/) });
      pins.set(name, (pins.get(name) ?? new Set()).add(pin));
    }
  }
  expect([...pins.keys()]).toContain('actions/checkout');
  expect([...pins].filter(([, each]) => each.size > 1)).toEqual([]);
});

test('the issue form asks for the log, the step, and a status that there is', () => {
  const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
  const { body } = parse(read('.github/ISSUE_TEMPLATE/bug.yml')) as {
    body: { id?: string; attributes: { options?: string[] }; validations?: { required?: boolean } }[];
  };
  const required = body.filter(({ validations }) => validations?.required === true).map(({ id }) => id);
  expect(required).toEqual(expect.arrayContaining(['status', 'log', 'step', 'version']));
  const { outputs } = parse(read('action.yml')) as { outputs: { status: { description: string } } };
  const statuses = [...outputs.status.description.matchAll(/`([\w-]+)`/g)].map(([, name]) => name);
  expect(body.find(({ id }) => id === 'status')?.attributes.options?.slice(0, -1)).toEqual(statuses);
});
