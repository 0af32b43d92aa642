/**
 * Variables by which Node and its packages write down what they send: tokens and keys are among it.
 */
import { type Env, given } from '../env.ts';
import { quoted } from './foreign-text.ts';
import type { Report } from './report.ts';

/** Tokens that the runner gives the job; with one of them somebody else could act as this job. */
const TOKENS = ['ACTIONS_RUNTIME_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'];

/** What turns such writing on; another value of the variable is harmless. */
const DEBUGGING: Readonly<Record<string, RegExp>> = {
  NODE_DEBUG: /./,
  NODE_DEBUG_NATIVE: /./,
  DEBUG: /^(?!(?:true|false|yes|no|on|off|0|1)$)./i,
  AZURE_LOG_LEVEL: /^(verbose|info)$/i,
  NODE_OPTIONS: /--(inspect|trace|tls-keylog|tls-trace|report|heap|cpu-prof|diagnostic)/,
  SSLKEYLOGFILE: /./,
};

/** Masks the tokens of the job, and warns where a variable may show what no mask covers. */
export function guardSecrets(env: Env, { mask, warning }: Pick<Report, 'mask' | 'warning'>): void {
  TOKENS.forEach((name) => {
    mask(env[name] ?? '');
  });
  const found = Object.entries(DEBUGGING).filter(([name, value]) => value.test(given(env[name]) ?? ''));
  if (found.length > 0) {
    warning('Debugging may show secrets', [
      'Variables of this step make Node or its packages write down what they send and receive, or let somebody look into the process:',
      ...found.map(([name]) => `- ${name}: ${quoted(env[name] ?? '')}`),
      'The runner masks the keys and tokens in its log that this action knows, and nothing that is written elsewhere.',
      'Next: remove them when you have seen what you look for, and delete the log if it shows what it should not.',
    ]);
  }
}
