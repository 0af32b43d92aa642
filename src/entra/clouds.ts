/**
 * Which of Azure's clouds a training endpoint is in. Its suffix decides who gives tokens and for which audience;
 * storage has one audience in all of them (`https://storage.azure.com/.default`, the default of its SDKs).
 */

export interface Cloud {
  /** Where Entra ID gives tokens. */
  readonly authorityHost: string;
  /** What a token for the training API is asked for. */
  readonly scope: string;
}

const PUBLIC: Cloud = {
  authorityHost: 'https://login.microsoftonline.com',
  scope: 'https://cognitiveservices.azure.com/.default',
};
const US_GOVERNMENT: Cloud = {
  authorityHost: 'https://login.microsoftonline.us',
  scope: 'https://cognitiveservices.azure.us/.default',
};
const CHINA: Cloud = {
  authorityHost: 'https://login.chinacloudapi.cn',
  scope: 'https://cognitiveservices.azure.cn/.default',
};

/** @param endpoint origin of the training endpoint */
export function cloudOf(endpoint: string): Cloud {
  const { hostname } = new URL(endpoint);
  if (hostname.endsWith('.us')) {
    return US_GOVERNMENT;
  }
  return hostname.endsWith('.cn') ? CHINA : PUBLIC;
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
  const known = [PUBLIC, US_GOVERNMENT, CHINA].map(({ authorityHost }) => authorityHost);
  return [...known, CHINA_TOKENS].includes(host.replace(/\/$/, '').toLowerCase());
}
