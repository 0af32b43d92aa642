/**
 * URLs of services that credentials are sent to.
 */

/**
 * Parses the URL of a service that credentials will be sent to.
 * @throws Error where it is no URL, not https (http only on loopback), names a private endpoint, or has a user,
 * password or fragment
 */
export function parseServiceUrl(text: string): URL {
  if (!URL.canParse(text)) {
    throw new Error('it is no URL');
  }
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    throw new Error('it does not start with https:// (http:// is accepted on loopback only)');
  }
  // Its certificate is of the resource's own host, a name that leads to the private endpoint inside of the network.
  if (url.hostname.includes('.privatelink.')) {
    throw new Error('it is the name of a private endpoint: leave out .privatelink');
  }
  if (url.username !== '' || url.password !== '') {
    throw new Error('it holds a user name or password');
  }
  if (url.hash !== '') {
    throw new Error('it holds a fragment (#…)');
  }
  return url;
}

export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || /^127(\.\d+){3}$/.test(hostname) || hostname === '[::1]';
}
