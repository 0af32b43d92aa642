/**
 * Holds the body of a resource to the model that Microsoft publishes for it, in its own packages for Node: they are
 * generated from the Swagger that the schemas of templates come from as well.
 */
import * as authorization from '../../node_modules/@azure/arm-authorization/dist-esm/src/models/mappers.js';
import * as cognitive from '../../node_modules/@azure/arm-cognitiveservices/dist/esm/models/mappers.js';
import * as identities from '../../node_modules/@azure/arm-msi/dist/esm/models/mappers.js';
import * as storage from '../../node_modules/@azure/arm-storage/dist/esm/models/mappers.js';
import type { Json, Template } from '../../scripts/template/json.ts';

/** The parts of a published model that are read here. */
interface Mapper {
  readonly serializedName?: string;
  readonly required?: boolean;
  readonly readOnly?: boolean;
  readonly constraints?: Readonly<Record<string, unknown>>;
  readonly type: {
    readonly name: string;
    readonly className?: string;
    readonly modelProperties?: Readonly<Record<string, Mapper>>;
    readonly element?: Mapper;
    readonly allowedValues?: readonly unknown[];
  };
}
type Models = Readonly<Record<string, unknown>>;

const PUBLISHED: Readonly<Record<string, readonly [models: Models, name: string, apiVersion: string]>> = {
  'Microsoft.CognitiveServices/accounts': [cognitive, 'Account', '2025-09-01'],
  'Microsoft.Storage/storageAccounts': [storage, 'StorageAccountCreateParameters', '2024-01-01'],
  'Microsoft.Storage/storageAccounts/queueServices': [storage, 'QueueServiceProperties', '2024-01-01'],
  'Microsoft.Storage/storageAccounts/queueServices/queues': [storage, 'StorageQueue', '2024-01-01'],
  'Microsoft.Storage/storageAccounts/blobServices': [storage, 'BlobServiceProperties', '2024-01-01'],
  'Microsoft.Storage/storageAccounts/blobServices/containers': [storage, 'BlobContainer', '2024-01-01'],
  'Microsoft.ManagedIdentity/userAssignedIdentities': [identities, 'Identity', '2024-11-30'],
  'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials': [
    identities,
    'FederatedIdentityCredential',
    '2024-11-30',
  ],
  'Microsoft.Authorization/roleAssignments': [authorization, 'RoleAssignmentCreateParameters', '2022-04-01'],
};

/** @returns what is wrong with a resource, a line for each; the packages are those of one version of the API */
export function troublesOf(resource: { type: string; apiVersion: string; body: Template }): string[] {
  const [models, name, apiVersion] = PUBLISHED[resource.type] ?? [];
  if (models === undefined || name === undefined) {
    return [`${resource.type} is published nowhere that is known here`];
  }
  const model = models[name] as Mapper;
  return [
    ...(resource.apiVersion === apiVersion ? [] : [`${resource.apiVersion} is not ${apiVersion ?? ''}`]),
    ...inObject(resource.body, model, { models, at: resource.type, prefix: '' }),
  ];
}

interface Place {
  readonly models: Models;
  /** Path of the object, for people. */
  readonly at: string;
  /** Of the names of a model that stands for several levels: `properties.`. */
  readonly prefix: string;
}

function inObject(body: Template, model: Mapper, { models, at, prefix }: Place): string[] {
  const members = Object.values(model.type.modelProperties ?? {}).filter(({ serializedName }) =>
    serializedName?.startsWith(prefix),
  );
  const missing = members
    .filter(({ required, readOnly }) => required === true && readOnly !== true)
    .map(({ serializedName }) => serializedName?.slice(prefix.length) ?? '')
    .filter((name) => !name.includes('.') && !(name in body))
    .map((name) => `${at} has no ${name}`);
  const wrong = Object.entries(body).flatMap(([name, value]) => {
    const inner = `${at}.${name}`;
    const member = members.find(({ serializedName }) => serializedName === prefix + name);
    if (member !== undefined) {
      return inMember(value, member, { models, at: inner, prefix: '' });
    }
    const flattened = `${prefix}${name}.`;
    return members.some(({ serializedName }) => serializedName?.startsWith(flattened))
      ? inObject(value as Template, model, { models, at: inner, prefix: flattened })
      : [`${inner} is not known`];
  });
  return [...missing, ...wrong];
}

function inMember(value: Json, member: Mapper, place: Place): string[] {
  const { type, readOnly, constraints } = member;
  if (readOnly === true) {
    return [`${place.at} cannot be set`];
  }
  switch (type.name) {
    case 'Composite':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? inObject(value, place.models[type.className ?? ''] as Mapper, place)
        : [`${place.at} is no object`];
    case 'Sequence':
      return Array.isArray(value)
        ? value.flatMap((item) => inMember(item, type.element ?? member, place))
        : [`${place.at} is no list`];
    case 'Enum':
      return type.allowedValues?.includes(value) === true
        ? []
        : [`${place.at} may not be ${JSON.stringify(value)}`];
    default: {
      const ofType = typeof value === type.name.toLowerCase();
      const pattern = constraints?.Pattern;
      const fits = !(pattern instanceof RegExp) || (typeof value === 'string' && pattern.test(value));
      return ofType && fits ? [] : [`${place.at} is no ${type.name}, or has a wrong form`];
    }
  }
}
