/**
 * What the bundle holds in place of the package undici (see "paths" in tsconfig.json). @actions/core imports it with
 * its HTTP client, for a proxy agent that only Octokit asks for: 1 MB that took a third of the start, and that no call
 * of an action reaches, because an Octokit gets a `fetch` of its own (src/github/octokit.ts). Requests of the toolkit
 * through a proxy do not need it: they go through the package tunnel.
 */

/** Node's own, which is undici's. */
export const fetch = globalThis.fetch;

/** Behind a proxy, @actions/github makes one as soon as it is loaded, for an Octokit that nobody asks. */
export class ProxyAgent {
  dispatch(): never {
    throw new Error('Octokit behind a proxy is not in this bundle: see scripts/bundle/undici.ts');
  }
}
