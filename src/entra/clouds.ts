/**
 * Which of Azure's clouds a training endpoint is in. Its suffix decides who gives tokens and for which audience;
 * storage has one audience in all of them (`https://storage.azure.com/.default`, the default of its SDKs).
 */

/** By the last label of an endpoint: those of the public cloud, of the US Government, and of China. */
const CLOUDS = {
  com: { authorityHost: 'https://login.microsoftonline.com', audience: 'api://AzureADTokenExchange' },
  us: { authorityHost: 'https://login.microsoftonline.us', audience: 'api://AzureADTokenExchangeUSGov' },
  cn: { authorityHost: 'https://login.chinacloudapi.cn', audience: 'api://AzureADTokenExchangeChina' },
};

/** What differs between the clouds. */
interface Cloud {
  /** Where Entra ID gives tokens. */
  readonly authorityHost: string;
  /** What a token for the training API is asked for. */
  readonly scope: string;
  /** Whom the job's OIDC token has to name. Source: Entra ID's "Configure an app to trust an external identity provider". */
  readonly audience: string;
}

/** @param endpoint origin of the training endpoint */
export function cloudOf(endpoint: string): Cloud {
  const { hostname } = new URL(endpoint);
  const label = (['us', 'cn'] as const).find((one) => hostname.endsWith(`.${one}`)) ?? 'com';
  return { ...CLOUDS[label], scope: `https://cognitiveservices.azure.${label}/.default` };
}

/**
 * Whether the endpoint is that of a whole region, `REGION.api.cognitive.microsoft.com`, and not of one resource: it
 * takes keys only.
 */
export function isRegional(endpoint: string): boolean {
  return /^https:\/\/[^./]+\.api\.cognitive\./.test(endpoint);
}

/** What Azure's libraries ask in place of China's authority host. */
const CHINA_TOKENS = 'https://login.partner.microsoftonline.cn';

/** Whether a host is known to give tokens for one of the clouds. */
export function isKnownAuthority(host: string): boolean {
  const known = Object.values(CLOUDS).map(({ authorityHost }) => authorityHost);
  return [...known, CHINA_TOKENS].includes(host.replace(/\/$/, '').toLowerCase());
}
