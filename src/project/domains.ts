/**
 * Domains. The domain of a training decides which platforms the service can export its model to: only compact domains
 * export at all.
 */
import type { Domain } from '../custom-vision/entities.ts';
import { sameName } from '../custom-vision/names.ts';
import { type ExportTarget, PLATFORMS } from '../custom-vision/platforms.ts';
import type { ClassificationType } from '../custom-vision/resource-api.ts';
import { Failure } from '../report/failure.ts';
import { foreign, quoted } from '../report/foreign-text.ts';

/** For a new project: a model of the service's own default domain cannot be exported. */
const DEFAULT_DOMAIN = 'General (compact)';

const CHANGE_PROJECT = 'change the domain in the settings of the project to a compact one that can';

/** Whose domain it is, which a refusal speaks of: how to come to another one, and what the run did not do. */
const WAYS = {
  project: `${CHANGE_PROJECT}. Nothing was trained.`,
  iteration: `${CHANGE_PROJECT}, and train without iteration-id. Nothing was changed.`,
  'new project': 'set the input domain to a compact one that can. Nothing was created.',
};

/** @throws Failure if the domain does not export to all of the targets */
export function checkExportable(
  domain: Domain,
  domains: readonly Domain[],
  targets: readonly ExportTarget[],
  whose: keyof typeof WAYS,
): void {
  const possible = platformsOf(domain);
  const missing = lacking(domain, targets);
  if (missing.length === 0) {
    return;
  }
  const better = replacementOf(domain, domains, targets);
  const isTwin = better !== undefined && familyOf(better) === familyOf(domain);
  throw new Failure('failed', 'Domain cannot export', [
    `A model in the domain of the ${whose} cannot be exported to ${missing.join(', ')}. The domain:`,
    foreign(domain.name),
    ...(possible.length === 0
      ? ['It exports to no platform: only compact domains do.']
      : ['It exports to:', foreign(possible.join(', '))]),
    ...(better === undefined
      ? []
      : [
          isTwin ? 'Its compact twin:' : 'It has no twin that can; a compact domain of its type that can:',
          foreign(`${better.name} (domain id ${better.id})`),
        ]),
    `Next: ${possible.length === 0 ? '' : 'choose one of these for platforms, or '}${WAYS[whose]}`,
  ]);
}

function platformsOf({ exportable, exportablePlatforms }: Domain): readonly string[] {
  return exportable ? (exportablePlatforms ?? PLATFORMS) : [];
}

function lacking(domain: Domain, targets: readonly ExportTarget[]): string[] {
  const possible = platformsOf(domain);
  return targets
    .map(({ platform }) => platform)
    .filter((platform) => !possible.some((name) => sameName(name, platform)));
}

/** The domain of the same type that exports to all of the targets: the twin, or else one for everything. */
function replacementOf(
  domain: Domain,
  domains: readonly Domain[],
  targets: readonly ExportTarget[],
): Domain | undefined {
  const better = domains.filter(
    (one) => !one.retired && one.type === domain.type && lacking(one, targets).length === 0,
  );
  const twins = better.filter((one) => familyOf(one) === familyOf(domain));
  return (
    twins.find(({ name }) => !name.includes('[')) ??
    twins[0] ??
    better.find(({ name }) => sameName(name, DEFAULT_DOMAIN)) ??
    better[0]
  );
}

/** `General` of `General (compact)`, `General [A1]` and `General (compact) [S1]`. */
function familyOf({ name }: Domain): string {
  return name
    .replaceAll(/\(compact\)|\[[^\]]*\]/gi, '')
    .trim()
    .toLowerCase();
}

/**
 * Chooses the domain of a new project.
 * @param wanted name or id; of two domains of that name, the one for classification counts. `null`: the default.
 * @throws Failure if the service has no such domain, or if it does not fit the classification type
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
      ...domains
        .filter(({ exportable, retired }) => exportable && !retired)
        .map((domain) => foreign(described(domain))),
      'Next: give one of these for domain, by name or id. Nothing was created.',
    ]);
  }
  if (chosen.retired) {
    const better = replacementOf(chosen, domains, []);
    throw new Failure('failed', 'Wrong domain', [
      'This domain is retired, the service trains in it no more:',
      foreign(described(chosen)),
      ...(better === undefined ? [] : ['One in its place:', foreign(described(better))]),
      'Next: give another domain. Nothing was created.',
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

/** Whether a name, in any case, or an id means this domain. */
export function isDomain({ id, name }: Pick<Domain, 'id' | 'name'>, nameOrId: string): boolean {
  return sameName(id, nameOrId) || sameName(name, nameOrId);
}

/** `General (compact), Classification, id …`; foreign text. */
export function described({ name, type, id }: Domain): string {
  return `${name}, ${type}, id ${id}`;
}

function isForClassification({ type }: Domain): boolean {
  return type === 'Classification';
}
