/**
 * Variables of the environment. One that is set to nothing counts as one that is not set.
 */

export type Env = Readonly<Record<string, string | undefined>>;

/** @returns `undefined` where a variable says nothing */
export function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

/** What AZURE_TOKEN_CREDENTIALS chooses of Azure's own chain of credentials, in lower case; empty: all of it. */
export function chosenCredentials(env: Env): string {
  return (env.AZURE_TOKEN_CREDENTIALS ?? '').trim().toLowerCase();
}
