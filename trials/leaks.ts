/**
 * Looks for secrets in everything that a run of the action leaves behind for others to read.
 */
import type { Emulator } from '../emulator/emulator.ts';
import type { ActionRun } from '../emulator/github/runner/runner.ts';
import { SecretMasker } from '../emulator/github/runner/secret-masker.ts';
import { COMMANDS, parseCommand } from '../emulator/github/runner/workflow-commands.ts';

/** Secrets by what they are. */
export type Secrets = readonly (readonly [what: string, secret: string])[];

/** How many bytes may stand before a text in the base64 of a longer one: each gives it another form. */
const BASE64_OFFSETS = [0, 1, 2];

/**
 * Every secret that an emulator has made so far: keys, tokens, and the signatures of all links and uploads.
 * @param given to a run besides: tokens, and other keys than the emulator's
 * @param inputs of the run, of which some may hold a signature
 * @param env of the run, of which some may name a proxy with a password, or hold what opens a managed identity
 */
export function secretsOf(
  emulator: Emulator,
  given: readonly string[] = [],
  inputs: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string | undefined>> = {},
): Secrets {
  const links = emulator.service.projects
    .all()
    .flatMap(({ iterations }) => iterations)
    .flatMap((iteration) => iteration.exports.map(({ downloadUri }) => downloadUri));
  const urls = [...links, ...emulator.artifacts.signedUrls, ...Object.values(inputs)];
  return [
    ['training key', emulator.trainingKey],
    ['account key', emulator.storageAccountKey],
    ...[...given, ...tokensOf(emulator)].map((secret) => ['token or key', secret] as const),
    ...Object.entries(env).flatMap(([name, value]) => (/_proxy$/i.test(name) ? passwordIn(value) : [])),
    ...(env.IDENTITY_HEADER === undefined ? [] : [['identity header', env.IDENTITY_HEADER] as const]),
    ...[...new Set(urls.flatMap(signatureIn))].map((signature) => ['signature', signature] as const),
  ];
}

/** Every token that the emulated Entra ID and GitHub have given so far. */
function tokensOf({ entra }: Emulator): string[] {
  return entra === undefined
    ? []
    : [
        ...entra.tokens.given.map(({ token }) => token),
        ...entra.idTokens.issued,
        entra.idTokens.requestToken,
      ];
}

/**
 * What of the run shows which secret in which form. Only the commands that register a mask may hold one, and the debug
 * lines that the artifact client prints of its own accord, of what was registered before; outputs and files are not
 * masked by the runner at all.
 */
export function leaksIn(run: ActionRun, secrets: Secrets): string[] {
  const { outputs, undeclaredOutputs, state, env, addedPath, annotations, groups } = run;
  const transcripts: Readonly<Record<string, string>> = {
    'stdout and stderr': printed(run.raw),
    'the log': run.log,
    'the summary': run.summary,
    outputs: values({ ...outputs, ...undeclaredOutputs }),
    'state and environment': [values(state), values(env), ...addedPath].join('\n'),
    annotations: [...groups, ...annotations.flatMap(({ title, message }) => [title, message])].join('\n'),
  };
  return Object.entries(transcripts).flatMap(([where, text]) => leaksInText(text, where, secrets));
}

/** @param where the text stands, for the answer, which never holds the secret itself */
export function leaksInText(text: string, where: string, secrets: Secrets): string[] {
  return secrets.flatMap(([what, secret]) =>
    [...formsOf(secret)]
      .filter(([form]) => text.includes(form))
      .map(([, name]) => `${where}: a ${what}, ${name}`),
  );
}

/** What was printed, unmasked but for debug lines, without the commands that register a mask. */
function printed(raw: string): string {
  const masker = new SecretMasker();
  const commands = new Set(COMMANDS);
  return raw
    .split(/\r\n|\n|\r/)
    .map((line) => {
      const command = parseCommand(line, commands);
      switch (command?.name) {
        case 'add-mask':
          masker.add(command.data);
          return '';
        case 'debug':
          return masker.apply(command.data);
        default:
          return line;
      }
    })
    .join('\n');
}

/** The forms of each secret so far: those of an emulator are looked for in all its runs. */
const known = new Map<string, ReadonlyMap<string, string>>();

/** Form → its name. */
function formsOf(secret: string): ReadonlyMap<string, string> {
  const forms = known.get(secret) ?? newFormsOf(secret);
  known.set(secret, forms);
  return forms;
}

function newFormsOf(secret: string): Map<string, string> {
  const [decoded, encoded] = [decodedFrom(secret), encodeURIComponent(secret)];
  const base64 = [secret, decoded, encoded].flatMap((text) =>
    BASE64_OFFSETS.flatMap((offset) => {
      const form = base64Within(text, offset);
      return [form, form.replaceAll('+', '-').replaceAll('/', '_')];
    }),
  );
  return new Map([
    ...base64.map((form) => [form, 'in base64'] as const),
    [encodeURIComponent(encoded), 'percent-encoded twice'],
    [encoded.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()), 'percent-encoded'],
    [encoded, 'percent-encoded'],
    [JSON.stringify(secret).slice(1, -1), 'as in JSON'],
    [decoded, 'percent-decoded'],
    [secret, 'as it is'],
  ]);
}

/** The part that the base64 of any longer text has in common which holds this one after so many bytes. */
function base64Within(text: string, offset: number): string {
  const whole = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
  // A group of three bytes, which makes four letters, that is not all of this text is left out.
  return whole.subarray(offset === 0 ? 0 : 3, whole.length - (whole.length % 3)).toString('base64');
}

function decodedFrom(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Percent-decoded. */
function signatureIn(url: string): string[] {
  const signature = /[?&]sig=([^&]+)/.exec(url)?.[1];
  return signature === undefined ? [] : [decodedFrom(signature)];
}

/** As it stands in the URL, and as it goes to the proxy (RFC 7617). */
function passwordIn(url = ''): Secrets {
  if (!URL.canParse(url)) {
    return [];
  }
  const { username, password } = new URL(url);
  const sent = Buffer.from(`${decodedFrom(username)}:${decodedFrom(password)}`).toString('base64');
  return password === ''
    ? []
    : [
        ['password of a proxy', password],
        ['password of a proxy, as it is sent', sent],
      ];
}

function values(record: Readonly<Record<string, string>>): string {
  return Object.values(record).join('\n');
}
