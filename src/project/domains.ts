/**
 * Domains: what a project is trained in decides where its models can be exported to. Only compact ones export.
 */
import { Failure } from '../report/failure.ts';
import { foreign, quoted } from '../report/foreign-text.ts';
import { type ExportTarget, PLATFORMS } from '../custom-vision/platforms.ts';
import { sameName } from '../custom-vision/names.ts';
import type { Domain } from '../custom-vision/entities.ts';
import type { ClassificationType } from '../custom-vision/resource-api.ts';

/** The service's own default exports nothing. */
const DEFAULT_DOMAIN = 'General (compact)';

/** Whose domain it is, for the words of a refusal. */
export type DomainOf = 'project' | 'iteration' | 'new project';

const WORDS: Readonly<Record<DomainOf, { models: string; ifNone: string; ifOthers: string; end: string }>> = {
  project: {
    models: 'Models of this project',
    ifNone: 'change the domain in the settings of the project to a compact one',
    ifOthers: 'choose one of these for platforms, or another domain in the settings of the project',
    end: 'Nothing was trained',
  },
  iteration: {
    models: 'The model of this iteration',
    ifNone:
      'change the domain in the settings of the project to a compact one, and train without iteration-id',
    ifOthers: 'choose one of these for platforms',
    end: 'Nothing was changed',
  },
  'new project': {
    models: 'Models of the domain that the project would be created in',
    ifNone: 'choose a compact domain for the input domain',
    ifOthers: 'choose one of these for platforms, or another domain',
    end: 'Nothing was created',
  },
};

/** @throws Failure if the domain exports nothing, or not to one of the targets */
export function checkExportable(
  domain: Domain,
  domains: readonly Domain[],
  targets: readonly ExportTarget[],
  whose: DomainOf,
): void {
  const possible = domain.exportable ? (domain.exportablePlatforms ?? PLATFORMS) : [];
  const missing = targets
    .filter(({ platform }) => !possible.some((name) => sameName(name, platform)))
    .map(({ platform }) => platform);
  if (missing.length === 0) {
    return;
  }
  const twin = domains.find(
    ({ name, type, exportable }) => exportable && type === domain.type && name === `${domain.name} (compact)`,
  );
  const { models, ifNone, ifOthers, end } = WORDS[whose];
  throw new Failure('failed', 'Domain cannot export', [
    `${models} cannot be exported to ${missing.join(', ')}. The domain:`,
    foreign(domain.name),
    ...(possible.length === 0
      ? ['It exports to no platform: only compact domains do.']
      : ['It exports to:', foreign(possible.join(', '))]),
    ...(twin === undefined ? [] : [`Its compact twin:`, foreign(`${twin.name} (domain id ${twin.id})`)]),
    `Next: ${possible.length === 0 ? ifNone : ifOthers}. ${end}.`,
  ]);
}

/**
 * The domain that a new project is created in.
 * @param wanted name or id; a name that two domains have is that of the classification one. `null`: the default.
 * @throws Failure if there is none, or if it does not fit the classification type
 */
export function chooseDomain(
  wanted: string | null,
  classificationType: ClassificationType | null,
  domains: readonly Domain[],
): Domain {
  const named = domains.filter((domain) => isDomain(domain, wanted ?? DEFAULT_DOMAIN));
  const chosen = named.find(isForClassification) ?? (wanted === null ? undefined : named[0]);
  if (chosen === undefined) {
    throw new Failure('failed', 'Wrong domain', [
      `The service has no domain of this name or id: ${quoted(wanted ?? DEFAULT_DOMAIN)}. Those that can be exported:`,
      ...domains.filter(({ exportable }) => exportable).map((domain) => foreign(described(domain))),
      'Next: give one of these for domain, by name or id. Nothing was created.',
    ]);
  }
  if (classificationType !== null && !isForClassification(chosen)) {
    throw new Failure('failed', 'Wrong domain', [
      `classification-type is ${classificationType}, but this domain is not for classification:`,
      foreign(described(chosen)),
      'Next: leave classification-type out, or give another domain. Nothing was created.',
    ]);
  }
  return chosen;
}

/** Whether this is the domain that a name, in any case, or an id means. */
export function isDomain({ id, name }: Domain, nameOrId: string): boolean {
  return sameName(id, nameOrId) || sameName(name, nameOrId);
}

/** `General (compact), Classification, id …`; foreign text. */
export function described({ name, type, id }: Domain): string {
  return `${name}, ${type}, id ${id}`;
}

function isForClassification({ type }: Domain): boolean {
  return type === 'Classification';
}
