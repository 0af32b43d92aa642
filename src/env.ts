/**
 * Variables of the environment. A variable with an empty value counts as one that is not set.
 */

/** `process.env`, read only. */
export type Env = Readonly<Record<string, string | undefined>>;

/** @returns `undefined` for a variable that is empty or not set */
export function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

/** What AZURE_TOKEN_CREDENTIALS chooses of Azure's own chain of credentials, in lower case; empty: all of it. */
export function chosenCredentials(env: Env): string {
  return (env.AZURE_TOKEN_CREDENTIALS ?? '').trim().toLowerCase();
}
