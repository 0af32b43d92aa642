/**
 * URLs of services that credentials are sent to.
 */

/**
 * Parses the URL of a service that credentials will be sent to.
 * @throws Error where it is no URL, not https (http only on loopback), names a private endpoint, or has a user,
 * password or fragment
 */
export function parseServiceUrl(text: string): URL {
  refuseIf(!URL.canParse(text), 'it is no URL');
  const url = new URL(text);
  refuseIf(
    url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)),
    'it does not start with https:// (http:// is accepted on loopback only)',
  );
  // The certificate names the resource's own host, and inside the network that name leads to the private endpoint.
  refuseIf(
    url.hostname.includes('.privatelink.'),
    'it is the name of a private endpoint: leave out .privatelink',
  );
  refuseIf(url.username !== '' || url.password !== '', 'it holds a user name or password');
  refuseIf(url.hash !== '', 'it holds a fragment (#…)');
  return url;
}

/** @throws Error with what is wrong with a text, in words of ours */
export function refuseIf(wrong: boolean, what: string): void {
  if (wrong) {
    throw new Error(what);
  }
}

export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || /^127(\.\d+){3}$/.test(hostname) || hostname === '[::1]';
}
