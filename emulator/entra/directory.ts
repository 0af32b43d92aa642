/** The applications of one tenant. It tells which of them a token request comes from, and checks the proof. */
import { randomUUID } from 'node:crypto';
import { type Claims, isInTime, isSigned, type KeySet, readToken } from '../jwt.ts';
import { Refusal } from './refusal.ts';

interface FederatedCredential {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

export interface Application {
  readonly clientId: string;
  /** The object id of its service principal, which roles are assigned to. */
  readonly objectId: string;
  /** Compared letter by letter. */
  federated: FederatedCredential[];
  secret?: string;
}

/** Returns the keys that an issuer publishes at this moment. */
export type KeySource = () => Promise<KeySet>;

const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export class Directory {
  readonly tenantId = randomUUID();
  readonly #applications: Application[] = [];
  readonly #issuers = new Map<string, { source: KeySource; known: KeySet }>();

  register(application: Partial<Application> = {}): Application {
    const registered = { clientId: randomUUID(), objectId: randomUUID(), federated: [], ...application };
    this.#applications.push(registered);
    return registered;
  }

  /** Assertions of this issuer are checked with the keys that it publishes. */
  trust(issuer: string, source: KeySource): void {
    this.#issuers.set(issuer, { source, known: { keys: [] } });
  }

  /**
   * Finds the application that a token request comes from.
   * @throws Refusal if there is no such application, or if the request does not prove to be from it
   */
  async authenticate(form: URLSearchParams): Promise<Application> {
    const application = this.#applications.find(({ clientId }) => clientId === form.get('client_id'));
    if (application === undefined) throw new Refusal('700016');
    const secret = form.get('client_secret');
    if (secret !== null) {
      if (secret !== application.secret) throw new Refusal('7000215');
    } else {
      if (form.get('client_assertion_type') !== TYPE) throw new Refusal('700027');
      await this.#checkAssertion(form.get('client_assertion') ?? '', application);
    }
    return application;
  }

  async #checkAssertion(assertion: string, { federated }: Application): Promise<void> {
    const claims = readToken(assertion)?.claims;
    if (claims === undefined) throw new Refusal('700027');
    await this.#checkSignature(assertion, claims);
    if (!isInTime(claims)) throw new Refusal('700024');
    const ofIssuer = federated.filter(({ issuer }) => issuer === claims.iss);
    if (ofIssuer.length === 0) throw new Refusal('700211');
    const ofSubject = ofIssuer.filter(({ subject }) => subject === claims.sub);
    if (ofSubject.length === 0) throw new Refusal('700213');
    if (!ofSubject.some(({ audience }) => audience === claims.aud)) throw new Refusal('700212');
  }

  async #checkSignature(assertion: string, { iss }: Claims): Promise<void> {
    const issuer = this.#issuers.get(String(iss));
    if (issuer === undefined) throw new Refusal('700211');
    if (isSigned(assertion, issuer.known)) return;
    // The issuer may have changed its keys since they were read.
    issuer.known = await issuer.source();
    if (!isSigned(assertion, issuer.known)) throw new Refusal('700027');
  }
}
