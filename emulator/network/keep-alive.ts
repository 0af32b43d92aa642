/**
 * How long a server keeps a connection open that nobody uses, in milliseconds. Node's own 5 s are about as long as clients
 * pause between two requests: a server that closes the connection just as the client uses it again looks like a fault.
 * Azure keeps idle connections for ten minutes.
 */
export const KEEP_ALIVE_MS = 10 * 60_000;
