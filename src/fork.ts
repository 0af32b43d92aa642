/**
 * Whether this is the workflow of a pull request from a fork: GitHub hands it no secrets, no variables that are not in
 * the repository, and no right to ask for OIDC tokens.
 */
import { readFileSync } from 'node:fs';
import type { Env } from './env.ts';

/** Of the events that carry a pull request, only `pull_request_target` is trusted with secrets. */
const UNTRUSTED_EVENTS = ['pull_request', 'pull_request_review', 'pull_request_review_comment'];

interface EventPayload {
  readonly pull_request?: { readonly head?: { readonly repo?: { readonly full_name?: unknown } | null } };
}

export function isFromFork(env: Env): boolean {
  if (!UNTRUSTED_EVENTS.includes(env.GITHUB_EVENT_NAME ?? '')) {
    return false;
  }
  try {
    const payload = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH ?? '', 'utf8')) as EventPayload;
    // A fork that was deleted meanwhile is `null`.
    return payload.pull_request?.head?.repo?.full_name !== env.GITHUB_REPOSITORY;
  } catch {
    // No event, or none that can be read: nothing says that it is from a fork.
    return false;
  }
}
