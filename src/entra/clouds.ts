/**
 * Which of Azure's clouds a training endpoint is in. Its suffix decides who gives tokens and for which audience;
 * storage has one audience in all of them (`https://storage.azure.com/.default`, the default of its SDKs).
 */

/** By the last label of an endpoint: those of the public cloud, of the US Government, and of China. */
const AUTHORITIES = {
  com: 'https://login.microsoftonline.com',
  us: 'https://login.microsoftonline.us',
  cn: 'https://login.chinacloudapi.cn',
};

/**
 * @param endpoint origin of the training endpoint
 * @returns where Entra ID gives tokens, and what a token for the training API is asked for
 */
export function cloudOf(endpoint: string): { authorityHost: string; scope: string } {
  const { hostname } = new URL(endpoint);
  const label = (['us', 'cn'] as const).find((one) => hostname.endsWith(`.${one}`)) ?? 'com';
  return {
    authorityHost: AUTHORITIES[label],
    scope: `https://cognitiveservices.azure.${label}/.default`,
  };
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
  return [...Object.values(AUTHORITIES), CHINA_TOKENS].includes(host.replace(/\/$/, '').toLowerCase());
}
