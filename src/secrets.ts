/**
 * Which parts of what we are given are secret: the signature of a SAS, as it stands in the URL and percent-decoded.
 * The rest of a URL is no secret, and masking it would make the runner drop job outputs that hold it.
 */

/** The signatures in a text that may hold a SAS, raw and decoded. */
export function sasSignatures(text: string): string[] {
  const raw = [...text.matchAll(/[?&]sig=([^&#\s]+)/gi)].map(([, signature]) => signature ?? '');
  return [...new Set(raw.flatMap((signature) => [signature, decoded(signature)]))];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not percent-encoded text: there is no other form of it.
    return text;
  }
}
