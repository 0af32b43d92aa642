/** Operations on domains. */
import { notFound } from '../../resource/api-error.ts';
import { DOMAINS, findDomain } from '../../resource/domains.ts';
import { get } from '../operation.ts';
import type { Operation } from '../operation.ts';
import { domainJson } from '../json.ts';

export const DOMAIN_OPERATIONS: readonly Operation[] = [
  get('GetDomains', '/domains', [], ({ version }) => DOMAINS.map((domain) => domainJson(domain, version))),
  get('GetDomain', '/domains/{domainId}', [], ({ id, version }) => {
    const domain = findDomain(id('domainId'));
    if (domain === undefined) throw notFound('NotFoundDomain', `There is no domain ${id('domainId')}.`);
    return domainJson(domain, version);
  }),
];
