/**
 * Who may import whom. A folder imports what stands on a lower line of its table, and its own files: never a higher
 * line, never a neighbour on its own line. Imports of types count. docs/ARCHITECTURE.md says what each folder is.
 */

/** Of src, the highest first. */
const ACTION = [
  ['index.ts', 'dataset/index.ts', 'publish/index.ts', 'relay/index.ts'],
  ['action.ts', 'dataset/action.ts', 'publish/action.ts', 'relay/action.ts'],
  ['edge.ts'],
  ['main.ts', 'dataset/', 'publish/', 'relay/'],
  ['preflight/', 'summary/'],
  ['plan/'],
  ['project/', 'train/', 'judge/', 'deliver/'],
  ['services.ts'],
  ['inputs/', 'wait/', 'download/'],
  ['custom-vision/', 'storage/'],
  ['entra/'],
  ['github/'],
  ['network/', 'report/'],
  ['time/', 'env.ts', 'process-events.ts'],
];

/** Of the emulated training API, the highest first. */
const TRAINING_API = [['http/'], ['resource/'], ['formats/']];

/** One rule a place: it may import itself, what stands on lower lines, and packages. */
function layers(root, lines) {
  // Of a folder that is an action, the files that start it stand on lines of their own.
  const place = (name) =>
    name.endsWith('/') ? `^${root}/${name}(?!(index|action)[.]ts$)` : `^${root}/${name.replace('.', '[.]')}$`;
  return lines.flatMap((line, index) =>
    line.map((name) => ({
      name: `${root}/${name} imports what stands below it`,
      severity: 'error',
      from: { path: place(name) },
      to: {
        path: `^${root}/`,
        pathNot: [name, ...lines.slice(index + 1).flat()].map(place),
      },
    })),
  );
}

function only(folder, ...allowed) {
  return {
    name: `${folder} imports nothing of this project but ${[folder, ...allowed].join(', ')}`,
    severity: 'error',
    from: { path: `^${folder}/` },
    to: {
      pathNot: ['^node_modules/', ...[folder, ...allowed].map((name) => `^${name}/`)],
      dependencyTypesNot: ['core'],
    },
  };
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no circle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'everything resolves', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...layers('src', ACTION),
    {
      name: 'every file of src stands in a folder of the table',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: ACTION.flat().map((name) => `^src/${name}`) },
    },
    ...layers('emulator/custom-vision', TRAINING_API),
    {
      name: 'an action imports no step of the root action, and no other action',
      severity: 'error',
      from: { path: '^src/(dataset|publish|relay)/' },
      to: { path: '^src/(main[.]ts|action[.]ts|preflight/|train/|judge/|deliver/)' },
    },
    only('src'),
    only('emulator'),
    only('trials', 'src', 'emulator'),
    only('bench', 'src', 'emulator', 'trials', 'scripts'),
    {
      name: 'nothing imports a test',
      severity: 'error',
      from: { pathNot: '^__tests__/' },
      to: { path: '^__tests__/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|node_modules)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
