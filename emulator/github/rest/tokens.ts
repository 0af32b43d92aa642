/** The tokens of jobs: what each may do in the repository. */
import { randomBytes } from 'node:crypto';
import { RestRefusal } from './refusal.ts';

/** The lines of `permissions:` in a workflow, as far as they matter here. */
export interface Permissions {
  readonly actions?: 'read' | 'write';
  readonly checks?: 'read' | 'write';
  readonly contents?: 'read' | 'write';
}

export interface Need {
  readonly name: keyof Permissions;
  readonly access: 'read' | 'write';
}

export class Tokens {
  readonly #permissions = new Map<string, Permissions>();

  issue(permissions: Permissions): string {
    const token = `ghs_${randomBytes(18).toString('hex')}`;
    this.#permissions.set(token, permissions);
    return token;
  }

  /** The job of the token is over. */
  revoke(token: string): void {
    this.#permissions.delete(token);
  }

  /**
   * @param authorization the header
   * @returns `undefined` where there is none
   * @throws RestRefusal 401 for a token that is forged or no longer valid
   */
  read(authorization: string | undefined): Permissions | undefined {
    if (authorization === undefined) return undefined;
    const token = /^(?:bearer|token) +(\S+)$/i.exec(authorization)?.[1] ?? '';
    const permissions = this.#permissions.get(token);
    if (permissions === undefined) throw new RestRefusal(401, 'Bad credentials', { page: '' });
    return permissions;
  }
}

export function allows(permissions: Permissions, { name, access }: Need): boolean {
  return permissions[name] === 'write' || permissions[name] === access;
}
