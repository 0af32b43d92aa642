export const id = 685;
export const ids = [685];
export const modules = {

/***/ 86840:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ProxyAgent: () => (/* binding */ ProxyAgent),
/* harmony export */   fetch: () => (/* binding */ fetch)
/* harmony export */ });
/**
 * What the bundle holds in place of the package undici (see "paths" in tsconfig.json). @actions/core imports it with
 * its HTTP client, for a proxy agent that only Octokit asks for: 1 MB that took a third of the start, and that no call
 * of an action reaches, because an Octokit gets a `fetch` of its own (src/github/octokit.ts). Requests of the toolkit
 * through a proxy do not need it: they go through the package tunnel.
 */
/** Node's own, which is undici's. */
const fetch = globalThis.fetch;
/** Behind a proxy, @actions/github makes one as soon as it is loaded, for an Octokit that nobody asks. */
class ProxyAgent {
    dispatch() {
        throw new Error('Octokit behind a proxy is not in this bundle: see scripts/bundle/undici.ts');
    }
}


/***/ }),

/***/ 23116:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  trainAndExport: () => (/* binding */ trainAndExport)
});

// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 11 modules
var core = __webpack_require__(91659);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: ./src/time/clock.ts
var time_clock = __webpack_require__(33355);
// EXTERNAL MODULE: ./src/entra/clouds.ts
var clouds = __webpack_require__(88492);
;// CONCATENATED MODULE: ./src/time/limits.ts
/**
 * Takes a step with a signal that the deadline aborts as well.
 * @param reason what the signal is aborted with at the deadline
 */
async function withinDeadline(step, reason, { clock, deadline, signal }) {
    const [late, done] = [new AbortController(), new AbortController()];
    const timer = clock.sleep(deadline.remainingMs(), AbortSignal.any([signal, done.signal])).then(() => {
        late.abort(reason());
    }, 
    // The step has ended first, or the run was cancelled, which the step's own signal tells.
    () => undefined);
    try {
        return await step(AbortSignal.any([signal, late.signal]));
    }
    finally {
        done.abort();
        await timer;
    }
}
/**
 * Takes a step whose answer counts even if the run is cancelled: its signal is aborted only `graceMs` later.
 * @throws the signal's reason, if it is aborted before the step is taken
 */
async function withGrace(step, graceMs, clock, signal) {
    signal.throwIfAborted();
    const [late, done] = [new AbortController(), new AbortController()];
    const onAbort = () => {
        clock.sleep(graceMs, done.signal).then(() => {
            late.abort(signal.reason);
        }, 
        // The step has ended first.
        () => undefined);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
        return await step(late.signal);
    }
    finally {
        signal.removeEventListener('abort', onAbort);
        done.abort();
    }
}
/** Settles like the promise, or rejects with the signal's reason while the promise goes on. */
async function untilAborted(promise, signal) {
    const aborted = Promise.withResolvers();
    const abort = () => {
        aborted.reject(signal.reason);
    };
    if (signal.aborted) {
        abort();
    }
    signal.addEventListener('abort', abort);
    try {
        return await Promise.race([promise, aborted.promise]);
    }
    finally {
        signal.removeEventListener('abort', abort);
    }
}

;// CONCATENATED MODULE: ./src/time/single-flight.ts
/**
 * Single flight: concurrent calls share one request, that of the first caller, and its answer.
 */
function singleFlight(ask) {
    let pending;
    return async (question) => {
        pending ??= ask(question).finally(() => {
            pending = undefined;
        });
        return await pending;
    };
}

;// CONCATENATED MODULE: ./src/entra/token-cache.ts


/** A token of an hour is renewed five minutes before its end; a shorter one, half of its life before. */
const AHEAD_MS = 300_000;
/** A service refuses a token that ends while the request is on its way. */
const ON_THE_WAY_MS = 30_000;
/** How long after a failed renewal the next one starts, while the old token still works. */
const RETRY_MS = 30_000;
/** @param onToken is told every token before it is given to anybody */
function entraTokens(ask, clock, onToken) {
    const byScope = new Map();
    return {
        /**
         * Says of every token that it has expired, so that the SDKs ask anew for each request. Their own caches would wait
         * for a token service that is down, ignore signals, and end the process with an unhandled rejection.
         * @throws SignInError; the signal's reason when aborted
         */
        async getToken(scopes, options = {}) {
            const key = [scopes].flat().join(' ');
            const current = byScope.get(key) ?? tokenOf([scopes].flat(), ask, clock, onToken);
            byScope.set(key, current);
            const token = current(options);
            const { abortSignal } = options;
            return {
                token: abortSignal === undefined ? await token : await untilAborted(token, abortSignal),
                expiresOnTimestamp: 0,
            };
        },
    };
}
/** Gives the token of one scope, for as long as it is usable, and renews it. */
function tokenOf(scopes, ask, clock, onToken) {
    let kept;
    const renew = singleFlight(async ({ claims, enableCae }) => {
        const answer = await ask(scopes, {
            ...(claims === undefined ? {} : { claims }),
            ...(enableCae === undefined ? {} : { enableCae }),
        });
        onToken(answer.token);
        kept = keptFrom(answer, clock.now());
        return answer.token;
    });
    return async (options) => {
        const now = clock.now();
        // With claims, the service has refused the kept token.
        if (kept === undefined || now >= kept.usableUntil || options.claims !== undefined) {
            return await renew(options);
        }
        const { token } = kept;
        if (now >= kept.renewAt) {
            kept.renewAt = now + RETRY_MS;
            // The caller uses the old token, so nobody waits for the renewal or hears of its failure.
            void renew(options).catch(() => undefined);
        }
        return token;
    };
}
function keptFrom({ token, expiresOnTimestamp, refreshAfterTimestamp }, now) {
    const lifeMs = expiresOnTimestamp - now;
    return {
        token,
        usableUntil: expiresOnTimestamp - Math.min(ON_THE_WAY_MS, lifeMs / 4),
        renewAt: Math.min(refreshAfterTimestamp ?? Infinity, now + Math.max(lifeMs - AHEAD_MS, lifeMs / 2)),
    };
}

// EXTERNAL MODULE: ./src/env.ts
var src_env = __webpack_require__(78204);
// EXTERNAL MODULE: ./src/network/connection-errors.ts
var connection_errors = __webpack_require__(15178);
// EXTERNAL MODULE: ./src/network/foreign-answer.ts
var foreign_answer = __webpack_require__(69541);
// EXTERNAL MODULE: ./src/network/proxies.ts
var proxies = __webpack_require__(1754);
// EXTERNAL MODULE: ./src/network/bounded-answers.ts
var bounded_answers = __webpack_require__(94813);
;// CONCATENATED MODULE: ./src/github/github-client.ts



/** Asks once, because the callers ask again. It takes the proxies of the toolkit, which knows GitHub's hosts. */
async function githubClient(url) {
    const { getClient } = await Promise.all(/* import() */[__webpack_require__.e(818), __webpack_require__.e(255)]).then(__webpack_require__.bind(__webpack_require__, 26255));
    const proxyOptions = (0,proxies/* githubProxySettings */.jC)(url);
    const client = getClient(new URL(url).origin, {
        retryOptions: { maxRetries: 0 },
        redirectOptions: { maxRetries: 0 },
        allowInsecureConnection: url.startsWith('http:'),
        ...(proxyOptions === undefined ? {} : { proxyOptions }),
    });
    if (proxyOptions === undefined) {
        client.pipeline.removePolicy({ name: 'proxyPolicy' });
    }
    (0,bounded_answers/* boundAnswers */.G)(client.pipeline, foreign_answer/* jsonJudge */.yF);
    return client;
}

;// CONCATENATED MODULE: ./src/github/jwt.ts
/**
 * What the JSON Web Tokens of this job say. Their signatures are not checked: the runner itself has set them.
 */
/** The claims of a token (RFC 7519, 4); empty if it is of another form. */
function claimsOf(token) {
    try {
        const payload = Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString('utf8');
        const claims = JSON.parse(payload);
        return typeof claims === 'object' && claims !== null ? claims : {};
    }
    catch {
        // There is no token, or it has another form.
        return {};
    }
}
/** A time of a token, such as its `exp`, in milliseconds since the epoch; `undefined` if it has none. */
function timeOf(token, claim) {
    const seconds = claimsOf(token)[claim];
    return typeof seconds === 'number' ? seconds * 1_000 : undefined;
}

;// CONCATENATED MODULE: ./src/github/id-token.ts





const REQUEST_TIMEOUT_MS = 10_000;
/** GitHub gave no token. */
class IdTokenError extends Error {
    name = 'IdTokenError';
    /** `null`: no answer arrived. */
    httpStatus;
    /** The proxy through which GitHub was asked. */
    proxy;
    constructor(said, httpStatus, proxy, cause) {
        super(said, { cause });
        this.httpStatus = httpStatus;
        this.proxy = proxy;
    }
}
/**
 * @param mask is told the token before it is used
 * @param audience whom the token names as the one that it is for
 * @throws IdTokenError, also when aborted
 */
async function requestIdToken(env, signal, mask, audience) {
    const url = `${env.ACTIONS_ID_TOKEN_REQUEST_URL ?? ''}&audience=${encodeURIComponent(audience)}`;
    const client = await githubClient(url);
    const proxy = (0,proxies/* githubProxyFor */.l2)(url, env);
    let answer;
    try {
        answer = await client.pathUnchecked(url).get({
            abortSignal: signal,
            timeout: REQUEST_TIMEOUT_MS,
            headers: { authorization: `Bearer ${env.ACTIONS_ID_TOKEN_REQUEST_TOKEN ?? ''}` },
        });
    }
    catch (error) {
        const cause = (0,connection_errors/* timedOutIfAborted */.C1)(error, `no answer within ${REQUEST_TIMEOUT_MS / 1_000} s`);
        const status = error instanceof foreign_answer/* ForeignAnswer */.J6 ? error.httpStatus : null;
        throw new IdTokenError(cause instanceof Error ? cause.message : String(cause), status, proxy, cause);
    }
    const body = answer.body;
    const token = typeof body === 'object' ? body.value : undefined;
    if (answer.status === '200' && typeof token === 'string' && token !== '') {
        mask(token);
        return token;
    }
    const words = answer.status === '200' ? 'without a token' : typeof body === 'string' ? body : JSON.stringify(body);
    const status = Number(answer.status);
    throw new IdTokenError(`${status} ${words}`, status, proxy);
}
function presentedClaims(token) {
    const { iss, sub, aud } = claimsOf(token);
    return { iss: String(iss), sub: String(sub), aud: [aud].flat().join(', ') };
}

;// CONCATENATED MODULE: ./src/report/secrets.ts
/**
 * Which parts of a text are secret: the signature of a SAS, as the URL has it and percent-decoded, the key in a
 * connection string, a token, a password. The rest of a URL is no secret, and the runner drops job outputs that hold a
 * masked text, so the action must not mask more.
 */
/**
 * `sig=` and `AccountKey=` with their values, plain, percent-encoded any number of times, or with JSON's escapes
 * (`\u0026sig\u003d`), as they occur in URLs, connection strings and error texts.
 */
const SECRET = /((?=(?:sig|AccountKey|SharedAccessKey)[=%\\])(?:(?<![a-z])|(?<=%(?:25)*[0-9a-f]{2}))(?:sig|AccountKey|SharedAccessKey)(?:=|%(?:25)*3D|\\u003d))([^&;\s"'<>\\]*)/gi;
/**
 * An access or OIDC token, whole or cut off. Each of its parts begins with the base64url of `{"` (RFC 7519), and the
 * first one is short: without a bound, a long text of such beginnings would be read again from each.
 */
const TOKEN = /eyJ[\w-]{8,2000}\.[\w.-]*/g;
/** The password in a URL, such as that of a proxy. */
const PASSWORD = /(:\/\/[^\s/?#:@]*:)[^\s/?#@]+(?=@)/g;
/** Signatures and keys in a text, raw and percent-decoded. */
function secretsIn(text) {
    const raw = [...text.matchAll(SECRET)].map(([, , value]) => value ?? '').filter((value) => value !== '');
    return [...new Set(raw.flatMap((value) => [value, decoded(value)]))];
}
/** The forms of all secrets that the run has met, the longest first. */
let known = [];
/**
 * From now on, no foreign text shows the secret: whoever echoes it may have encoded it, or cut it off.
 * @returns the forms that the runner has to mask
 */
function remembered(secret) {
    const forms = formsOf(secret);
    known = [...new Set([...known, ...forms])].sort((one, other) => other.length - one.length);
    return forms;
}
/** What is shorter may as well be a part of something that is no secret, such as a URI among the outputs. */
const SHORTEST_FORM = 10;
/**
 * A secret as it is, percent-encoded, and as a part of base64, wherever it begins in there: the characters that other
 * bytes have a part in are left out, and so is the padding.
 */
function formsOf(secret) {
    const bytes = Buffer.from(secret);
    const base64 = [0, 1, 2].map((before) => Buffer.concat([Buffer.alloc(before), bytes])
        .toString('base64')
        .slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6)));
    const urlSafe = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
    const encoded = [secret, ...base64].flatMap((text) => {
        const once = percentEncoded(text);
        return [once, once.replace(/%../g, (code) => code.toLowerCase()), percentEncoded(once)];
    });
    const others = [...encoded, ...base64, ...urlSafe].filter((text) => text.length >= SHORTEST_FORM);
    return [...new Set([secret, ...others])];
}
function percentEncoded(text) {
    // A lone half of a character cannot be encoded.
    return encodeURIComponent(text.toWellFormed());
}
/** The text with `***` in place of every secret. */
function withoutSecrets(text) {
    const masked = known.reduce((shown, form) => (form.length < SHORTEST_FORM ? shown : shown.replaceAll(form, '***')), text);
    return masked.replace(SECRET, '$1***').replace(TOKEN, '***').replace(PASSWORD, '$1***');
}
function decoded(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        // The text is not percent-encoded, so it has no other form.
        return text;
    }
}

;// CONCATENATED MODULE: ./src/report/foreign-text.ts
/**
 * Text that somebody else wrote: the service, a queue message, a blob, a user's input. The runner executes
 * `::command::` at the start of a line and `##[command]` anywhere in it, so the action never logs such text raw.
 */

const LONGEST = 2_000;
/** Nobody reads on from here: to look for secrets in megabytes takes seconds. */
const LONGEST_READ = 65_536;
/**
 * Foreign text on a line of its own, after `| `. Control characters become `\xNN`, and `##[` becomes `##\x5b`. Secrets
 * are left out even if they are not ours, because everybody who reads the log could use them. Texts over 2,000
 * characters are cut.
 */
function foreign(text) {
    return `| ${defused(text)}`;
}
/** Foreign text inside a line of ours: in double quotes, and otherwise as `foreign` writes it. */
function quoted(text) {
    return `"${defused(text)}"`;
}
function defused(text) {
    // A secret is only recognised while it is whole, so it is taken out before the text is cut.
    const safe = withoutSecrets(text.slice(0, LONGEST_READ));
    const isLong = safe.length > LONGEST || text.length > LONGEST_READ;
    return (isLong ? `${safe.slice(0, LONGEST)}\u2026 (${text.length} characters)` : safe)
        .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, codeOf)
        .replaceAll('##[', '##\\x5b');
}
function codeOf(character) {
    const hex = character.charCodeAt(0).toString(16);
    return hex.length > 2 ? `\\u${hex.padStart(4, '0')}` : `\\x${hex.padStart(2, '0')}`;
}

;// CONCATENATED MODULE: ./src/entra/managed-identity.ts
/**
 * The managed identity of the machine that a run is on, where Azure's chain of credentials signs in by it: whom the
 * library asks for it, and what to do where that gives no token.
 * Sources: Microsoft's references of the endpoints of App Service and of virtual machines.
 */




/** The Instance Metadata Service, which every virtual machine of Azure has. */
const OF_MACHINES = 'http://169.254.169.254';
/** What the Instance Metadata Service answers while it is updated. */
const GONE = 410;
/**
 * The managed identity that the chain signs in by. `undefined` if AZURE_TOKEN_CREDENTIALS chooses another credential. If
 * it chooses none, only the variables of a service tell: every machine in Azure has an endpoint that answers, hosted
 * runners too, though they have no identity.
 */
function managedIdentity(env) {
    const chosen = (0,src_env/* chosenCredentials */.j)(env);
    // App Service and Container Apps set the header beside the endpoint, Azure Arc the other endpoint.
    const isOfService = [env.IDENTITY_HEADER, env.IMDS_ENDPOINT].some(src_env/* given */.g);
    const set = (isOfService ? (0,src_env/* given */.g)(env.IDENTITY_ENDPOINT) : undefined) ?? (0,src_env/* given */.g)(env.MSI_ENDPOINT);
    const isChosen = chosen === '' ? set !== undefined : ['prod', 'managedidentitycredential'].includes(chosen);
    // With such a file the library signs in by workload identity, and asks Entra ID itself.
    const isExchanged = (0,src_env/* given */.g)(env.AZURE_FEDERATED_TOKEN_FILE) !== undefined;
    const url = URL.parse(set ?? (0,src_env/* given */.g)(env.AZURE_POD_IDENTITY_AUTHORITY_HOST) ?? OF_MACHINES);
    return isChosen && !isExchanged && url !== null ? { endpoint: url.origin, env } : undefined;
}
/** The secrets of its endpoints: whoever knows one gets tokens on that machine. */
function identitySecrets(env) {
    return [env.IDENTITY_HEADER, env.MSI_SECRET].flatMap((secret) => (0,src_env/* given */.g)(secret) ?? []);
}
/** The status of the endpoint's answer, which the library keeps in the cause of one of its errors. */
function identityStatus(error) {
    const statuses = (0,connection_errors/* causes */.ps)(error).map((cause) => cause.status);
    return statuses.find((status) => typeof status === 'number');
}
/** Whether the endpoint may well give a token later: it did not answer, or is in trouble. */
function isTransientAnswer(status) {
    return status === undefined || status === GONE || (0,connection_errors/* isTransientStatus */.Dm)(status);
}
/** What to do, by the status of the endpoint's answer. */
function identityAdvice(status, { endpoint, env }) {
    const proxy = (0,proxies/* proxyFor */.iJ)(endpoint, env);
    const clientId = (0,src_env/* given */.g)(env.AZURE_CLIENT_ID);
    if (proxy !== undefined) {
        return `name ${new URL(endpoint).hostname} in NO_PROXY: it was asked through the proxy ${proxy.url} (${proxy.variable}), and only the machine itself can ask it`;
    }
    if (status === 400) {
        return clientId === undefined
            ? 'turn on the system-assigned managed identity of this machine, or set AZURE_CLIENT_ID to the client id of a user-assigned one'
            : `assign the managed identity with the client id ${quoted(clientId)} (AZURE_CLIENT_ID) to this machine, or correct AZURE_CLIENT_ID: the client id of a user-assigned identity, not its object id; or leave it out, for the system-assigned one`;
    }
    if (status === 401 && (0,src_env/* given */.g)(env.IDENTITY_HEADER) !== undefined) {
        return 'hand IDENTITY_ENDPOINT and IDENTITY_HEADER on as the machine has them now; they change when it starts anew, so start the runner anew as well';
    }
    return status !== undefined && isTransientAnswer(status)
        ? connection_errors/* LATER */.Ry
        : `see that this machine has a managed identity and that the job reaches ${endpoint}; elsewhere give client-id and tenant-id, or training-key and storage-account-key`;
}

;// CONCATENATED MODULE: ./src/entra/login-advice.ts
/**
 * What Entra ID's codes mean for a login, and what to do about them.
 * Source: the reference of Entra ID's error codes.
 */

/** The federated credential fits but for its audience. */
const OTHER_AUDIENCE = 'AADSTS700212';
/** AADSTS700211 and those after it say more precisely what AADSTS70021 says. */
const NO_FEDERATED_CREDENTIAL = [
    ['AADSTS70021', 'AADSTS700211', OTHER_AUDIENCE, 'AADSTS700213', 'AADSTS7002138'],
    'the application has no federated credential that fits this workflow, letter by letter; upper and lower case count',
    'register these three at the application, or run where they are as registered',
];
const ROWS = [
    NO_FEDERATED_CREDENTIAL,
    [
        ['AADSTS53003'],
        'a Conditional Access policy of the tenant blocks this login',
        'have the policy leave out this application, or run on a self-hosted runner at an address that it allows',
    ],
    [
        ['AADSTS90002'],
        'there is no such tenant in this cloud',
        'correct tenant-id: the Directory (tenant) ID, of the cloud that endpoint is in',
    ],
    [
        ['AADSTS700016'],
        'the tenant has no such application',
        'correct client-id (the Application (client) ID, not the object id) and tenant-id (the Directory (tenant) ID); a new application takes some minutes to be known',
    ],
    [
        ['AADSTS7000215'],
        'the client secret is wrong or has expired',
        'give client-id and tenant-id, which need no secret; or correct AZURE_CLIENT_SECRET: the value of the secret, not its id',
    ],
    [
        ['AADSTS700024'],
        'the assertion was not valid any more, or not yet',
        {
            oidc: 'set the clock of the runner: GitHub\u2019s tokens live 5 minutes, and a new one was presented',
            default: 'give client-id and tenant-id: this action then asks for a new token at every renewal; a login by azure/login is not renewed',
        },
    ],
];
/** The next step where Entra ID has given no code that stands in a row. */
const UNKNOWN = {
    oidc: 'check client-id and tenant-id; the code above is explained at https://login.microsoftonline.com/error',
    default: 'give client-id and tenant-id, or training-key and storage-account-key, or log in with azure/login in an earlier step; on a machine with a managed identity set the variable AZURE_TOKEN_CREDENTIALS to ManagedIdentityCredential',
};
/** @param trouble what to do about the connection, or about a service that is in trouble; `undefined`: it is neither */
function loginAdvice(code, login, trouble) {
    const { by, presented, audience } = login;
    const row = ROWS.find(([codes]) => codes.some((one) => one === code));
    if (row === undefined) {
        return [`Next: ${trouble ?? UNKNOWN[by]}.`];
    }
    const [, means, next] = row;
    return [
        `It means: ${means}.`,
        ...(row === NO_FEDERATED_CREDENTIAL ? claimLines(presented) : []),
        ...(code === OTHER_AUDIENCE && audience !== undefined
            ? [
                `GitHub was asked for the audience ${quoted(audience)}; the input oidc-audience names another, if the federated credential has another.`,
            ]
            : []),
        `Next: ${typeof next === 'string' ? next : next[by]}.`,
    ];
}
function claimLines(presented) {
    return presented === undefined
        ? []
        : [
            'This run presented:',
            foreign(`iss (issuer):   ${presented.iss}`),
            foreign(`sub (subject):  ${presented.sub}`),
            foreign(`aud (audience): ${presented.aud}`),
        ];
}

// EXTERNAL MODULE: ./src/entra/sign-in-error.ts
var sign_in_error = __webpack_require__(60780);
;// CONCATENATED MODULE: ./src/entra/refusals.ts
/**
 * Why there is no token, and what to do about it.
 * Source: what Entra ID's token endpoint answers.
 */







/**
 * Explains what a credential threw.
 * @param latest how the latest request to Entra ID turned out, if there was one
 */
function signInError(error, login, latest) {
    const idTokenError = (0,connection_errors/* causes */.ps)(error).find((cause) => cause instanceof IdTokenError);
    if (idTokenError !== undefined) {
        return new sign_in_error/* SignInError */.J(noIdToken(idTokenError), error);
    }
    return new sign_in_error/* SignInError */.J(login.identity !== undefined && latest === undefined
        ? noIdentityToken(error, login, login.identity)
        : noEntraToken(error, login, latest), error);
}
function noIdToken(error) {
    const { message, httpStatus, proxy } = error;
    const refused = httpStatus !== null && httpStatus >= 400 && !(0,connection_errors/* isTransientStatus */.Dm)(httpStatus);
    const byProxy = proxy !== undefined && (httpStatus === 407 || (httpStatus === null && (0,proxies/* isTroubleOfProxy */.Vn)(error)));
    const ofGitHub = refused
        ? 'the right to ask for one ends with the token of the job, about 6 hours after its start: set timeout-minutes lower and on-timeout: detach, and let a later run pick it up'
        : ((0,connection_errors/* networkAdvice */.B0)(error) ?? `GitHub is in trouble: ${connection_errors/* LATER */.Ry}`);
    const next = [
        ...(byProxy ? [] : [ofGitHub]),
        // Nothing in a refusal tells whether GitHub or the proxy gave it, so the advice names both.
        ...(proxy !== undefined && (byProxy || refused) ? [(0,proxies/* proxyAdvice */.ZV)(proxy, httpStatus)] : []),
    ];
    const intro = byProxy
        ? 'GitHub could not be asked for the job\u2019s OIDC token:'
        : 'GitHub gave the job no OIDC token for it. It says:';
    return {
        said: 'GitHub gave the job no OIDC token',
        code: (0,connection_errors/* errorCode */.CA)(error.cause),
        transient: !refused,
        lines: [intro, ...linesOf(message).map(foreign), `Next: ${next.join('; or ')}.`],
    };
}
function noIdentityToken(error, login, identity) {
    const status = identityStatus(error);
    const said = messageOf(error);
    const aadCode = codeIn(said);
    return {
        said: `the managed identity gave no token: ${status ?? firstLine(said)}`,
        code: (0,connection_errors/* errorCode */.CA)(error),
        transient: isTransientAnswer(status),
        lines: [
            `The managed identity of this machine, asked for at ${identity.endpoint}, gave none (${status ?? 'no answer'}):`,
            ...linesOf(said).map(foreign),
            // If Entra ID refuses the identity, its words hold a code; else the status of the endpoint says what is wrong.
            ...(aadCode === undefined
                ? [`Next: ${identityAdvice(status, identity)}.`]
                : loginAdvice(aadCode, login)),
        ],
    };
}
function noEntraToken(error, login, latest = {}) {
    const { status, proxy } = latest;
    const said = spokenBy(error, latest);
    const aadCode = codeIn(said);
    // ETIMEDOUT: the login as a whole has taken too long.
    const connectionError = latest.connectionError ?? ((0,connection_errors/* errorCode */.CA)(error) === 'ETIMEDOUT' ? error : undefined);
    const transient = connectionError !== undefined || (status !== undefined && (0,connection_errors/* isTransientStatus */.Dm)(status));
    const trouble = (0,connection_errors/* networkAdvice */.B0)(connectionError) ?? `Entra ID is in trouble: ${connection_errors/* LATER */.Ry}`;
    return {
        said: `Entra ID gave no token: ${firstLine(said)}`,
        code: aadCode ?? (0,connection_errors/* errorCode */.CA)(connectionError),
        transient,
        lines: [
            proxy === undefined ? 'Entra ID gave none. It says:' : 'Entra ID could not be asked for one:',
            ...linesOf(said).map(foreign),
            ...(proxy === undefined
                ? loginAdvice(aadCode, login, transient ? trouble : undefined)
                : [`Next: ${(0,proxies/* proxyAdvice */.ZV)(proxy, status ?? null)}.`]),
        ],
    };
}
/** The token endpoint's own words where it gave any; else the library's. */
function spokenBy(error, { status = 0, body = '', connectionError }) {
    if (status < 400) {
        return messageOf(connectionError ?? error);
    }
    try {
        const { error_description: description } = JSON.parse(body);
        if (typeof description === 'string' && description !== '') {
            return description;
        }
    }
    catch {
        // The token endpoint answers in JSON: this is perhaps the answer of a proxy.
    }
    return `${status} ${body}`.trim();
}
/** Entra ID's own code, in its words or in those of a library that repeats them. */
function codeIn(said) {
    return /AADSTS\d+/.exec(said)?.[0];
}
function messageOf(error) {
    return error instanceof Error ? error.message : String(error);
}
function firstLine(said) {
    return linesOf(said)[0] ?? 'no reason';
}
/** The lines that are not empty. */
function linesOf(said) {
    return said.split('\n').flatMap((line) => line.trim() || []);
}

;// CONCATENATED MODULE: ./src/entra/token-requests.ts



const token_requests_REQUEST_TIMEOUT_MS = 10_000;
/**
 * For the library's pipeline, outside of its own retries: it sees what came of the last one.
 * @param signal ends every request
 * @param authorityHost where Entra ID gives tokens
 * @param onAnswer is told how each request to Entra ID turned out
 */
function tokenRequests(signal, authorityHost, env, onAnswer) {
    const sendRequest = async (request, next) => {
        request.abortSignal = signal;
        if (!isOfEntra(request.url, authorityHost)) {
            return await next(request);
        }
        request.timeout = token_requests_REQUEST_TIMEOUT_MS;
        const proxyIf = (failed) => (failed ? (0,proxies/* proxyFor */.iJ)(request.url, env) : undefined);
        try {
            const answer = await next(request);
            const byProxy = (0,proxies/* isAnswerOfProxy */.i7)(answer.status, (name) => answer.headers.get(name));
            onAnswer({ status: answer.status, body: answer.bodyAsText ?? '', proxy: proxyIf(byProxy) });
            return answer;
        }
        catch (error) {
            const text = `no answer within ${token_requests_REQUEST_TIMEOUT_MS / 1_000} s`;
            const connectionError = signal.aborted ? error : (0,connection_errors/* timedOutIfAborted */.C1)(error, text);
            onAnswer({ connectionError, proxy: proxyIf((0,proxies/* isTroubleOfProxy */.Vn)(error)) });
            throw error;
        }
    };
    return { name: 'tokenRequests', sendRequest };
}
function isOfEntra(url, authorityHost) {
    const { origin } = new URL(url);
    // The library may ask another of Azure's hosts than it was told, one that goes by both names.
    return (0,clouds/* isKnownAuthority */.pc)(origin) || origin === URL.parse(authorityHost)?.origin;
}

;// CONCATENATED MODULE: ./src/entra/login.ts
/**
 * The login to Entra ID, for whatever no key and no SAS is given for.
 */













/** Limits one login as a whole: parts of it have no limit of their own, such as `az`. */
const LOGIN_TIMEOUT_MS = 30_000;
/**
 * The one Entra ID credential of a run: the job's OIDC token presented anew at every renewal where `client-id` and
 * `tenant-id` are given, else what Azure's own chain of credentials finds.
 */
function entraLogin(identity, env, { clock, signal, mask }) {
    let underWay = 0;
    const audience = identity.oidcAudience ?? (0,clouds/* cloudOf */.hH)(identity.endpoint).audience;
    const login = async (scopes, wanted) => {
        let presented;
        let latest;
        const attempt = async (bounded) => {
            const assertion = async () => {
                const token = await requestIdToken(env, bounded, mask, audience);
                presented = presentedClaims(token);
                return token;
            };
            // A new one each time: after a token service was down, the library refuses for a minute without asking again.
            const credential = await azureCredential(identity, env, assertion, (authorityHost) => tokenRequests(bounded, authorityHost, env, (answer) => {
                latest = answer;
            }));
            underWay += 1;
            const token = credential.getToken(scopes, wanted).finally(() => {
                underWay -= 1;
            });
            return await untilAborted(token, bounded);
        };
        const tooLate = () => (0,connection_errors/* noAnswerInTime */.qD)(`no answer within ${LOGIN_TIMEOUT_MS / 1_000} s`);
        const deadline = new time_clock/* Deadline */.B2(clock, LOGIN_TIMEOUT_MS);
        try {
            return await withinDeadline(attempt, tooLate, { clock, deadline, signal });
        }
        catch (error) {
            signal.throwIfAborted();
            const how = isByOidc(identity)
                ? { by: 'oidc', presented, audience }
                : { by: 'default', presented: presentedFromFile(env), identity: managedIdentity(env) };
            throw signInError(error, how, latest);
        }
    };
    return {
        credential: entraTokens(login, clock, mask),
        get busy() {
            return underWay > 0;
        },
    };
}
/** @param policyFor the policy that sends the requests to an authority */
async function azureCredential(identity, env, assertion, policyFor) {
    const authorityHost = (0,src_env/* given */.g)(env.AZURE_AUTHORITY_HOST) ?? (0,clouds/* cloudOf */.hH)(identity.endpoint).authorityHost;
    const { createDefaultHttpClient } = await __webpack_require__.e(/* import() */ 818).then(__webpack_require__.bind(__webpack_require__, 1818));
    const network = createDefaultHttpClient();
    const send = (request) => network.sendRequest(request);
    const bounds = (0,bounded_answers/* boundedAnswers */.T)(foreign_answer/* jsonJudge */.yF);
    const options = {
        authorityHost,
        // By default the library asks six times within half a minute for a machine's identity. The queue's requests, which
        // wait for the token, would have given up by then, and would be named in place of the login.
        retryOptions: { maxRetries: 3 },
        // For a host that is none of Azure's, the library would first ask the public cloud whether to trust it.
        disableInstanceDiscovery: !(0,clouds/* isKnownAuthority */.pc)(authorityHost),
        additionalPolicies: [{ policy: policyFor(authorityHost), position: 'perCall' }],
        // The library hands no policies on to the client that asks for a managed identity.
        httpClient: { sendRequest: (request) => bounds.sendRequest(request, send) },
    };
    const { ClientAssertionCredential, DefaultAzureCredential } = await Promise.all(/* import() */[__webpack_require__.e(818), __webpack_require__.e(738), __webpack_require__.e(16)]).then(__webpack_require__.bind(__webpack_require__, 73016));
    return isByOidc(identity)
        ? new ClientAssertionCredential(identity.tenantId, identity.clientId, assertion, options)
        : new DefaultAzureCredential(options);
}
function isByOidc(identity) {
    return identity.clientId !== null && identity.tenantId !== null;
}
/** What workload identity presents: the token that an earlier step has put into a file. */
function presentedFromFile(env) {
    const file = (0,src_env/* given */.g)(env.AZURE_FEDERATED_TOKEN_FILE);
    try {
        return file === undefined ? undefined : presentedClaims((0,external_node_fs_.readFileSync)(file, 'utf8').trim());
    }
    catch {
        // The credential itself says what is wrong with the file.
        return undefined;
    }
}

;// CONCATENATED MODULE: ./src/report/report.ts
/**
 * Everything that a run tells the runner: log lines, annotations, secrets to mask. Callers pass text that somebody
 * else wrote through `foreign` first.
 */


function annotating(annotate) {
    return (title, lines) => {
        annotate(lines.join('\n'), { title });
    };
}
/** Only the edge of the process says errors, so no step gets `error`. */
const runnerReport = {
    info: core/* info */.pq,
    debug: core/* debug */.Yz,
    notice: annotating(core/* notice */.lm),
    warning: annotating(core/* warning */.$e),
    error: annotating(core/* error */.z3),
    mask: (secret) => {
        if (secret !== '') {
            remembered(secret).forEach((form) => {
                core/* setSecret */.Pq(form);
            });
        }
    },
    group: core/* group */.Os,
};
/** A report that puts a label before everything, so that a reader can tell steps apart that run side by side. */
function labelled(label, report) {
    return {
        label,
        info: (line) => {
            report.info(`${label}: ${line}`);
        },
        debug: (line) => {
            report.debug(`${label}: ${line}`);
        },
        notice: (title, lines) => {
            report.notice(`${label}: ${title}`, lines);
        },
        warning: (title, lines) => {
            report.warning(`${label}: ${title}`, lines);
        },
        mask: report.mask,
        // The runner folds one step at a time.
        group: (_title, step) => step(),
    };
}

;// CONCATENATED MODULE: ./src/custom-vision/names.ts
/**
 * GUIDs and names of the service: the action compares GUIDs in lower case, and names without regard to their case.
 */
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** @returns the GUID in lower case; `undefined` for everything else */
function guidOf(value) {
    return typeof value === 'string' && GUID.test(value) ? value.toLowerCase() : undefined;
}
const NAME_BY_RUN = /^gh-(?<runId>\d+)-(?<digest>[0-9a-f]{8})(-\d)?$/;
/** GitHub's ids of runs have eleven digits by now. */
const LONGEST_RUN_ID = 15;
/** The workflow run that gave an iteration its name, as src/train/iteration-name.ts makes it; `undefined`: none did. */
function runIn(iterationName) {
    const runId = NAME_BY_RUN.exec(iterationName)?.groups?.runId;
    return runId !== undefined && runId.length <= LONGEST_RUN_ID ? runId : undefined;
}
/** The digest of the inputs in such a name. */
function digestIn(iterationName) {
    return NAME_BY_RUN.exec(iterationName)?.groups?.digest;
}
/** Whether two names, such as those of platforms, flavors or domains, mean the same to the service. */
function sameName(one, other) {
    return one.toLowerCase() === other.toLowerCase();
}
/** In a name of twelve characters or more, so many may be wrong; fewer in a shorter one. */
const MOST_TYPOS = 3;
/**
 * The names that somebody may have meant by this one, the nearest first: they differ in case, blanks and punctuation
 * only, or in one character of every four.
 */
function nearNames(name, names) {
    const wanted = bare(name);
    const most = Math.min(MOST_TYPOS, Math.ceil(wanted.length / 4));
    return names
        .map((one) => ({ one, typos: typosBetween(wanted, bare(one), most) }))
        .filter(({ typos }) => typos <= most)
        .sort((a, b) => a.typos - b.typos)
        .map(({ one }) => one);
}
function bare(name) {
    return name
        .normalize('NFKC')
        .toLowerCase()
        .replaceAll(/[\s\p{P}\p{S}]/gu, '');
}
/** How many characters are to be added, left out, replaced, or exchanged with their neighbour; `Infinity` if over `most`. */
function typosBetween(one, other, most) {
    if (Math.abs(one.length - other.length) > most) {
        return Infinity;
    }
    let beforeLast = [];
    let last = Array.from({ length: other.length + 1 }, (_, column) => column);
    for (let row = 1; row <= one.length; row += 1) {
        const line = [row];
        for (let column = 1; column <= other.length; column += 1) {
            const [a, b] = [one[row - 1], other[column - 1]];
            const exchanged = a === other[column - 2] && b === one[row - 2];
            line.push(Math.min((last[column] ?? Infinity) + 1, (line[column - 1] ?? Infinity) + 1, (last[column - 1] ?? Infinity) + (a === b ? 0 : 1), exchanged ? (beforeLast[column - 2] ?? Infinity) + 1 : Infinity));
        }
        if (Math.min(...line) > most) {
            return Infinity;
        }
        [beforeLast, last] = [last, line];
    }
    return last[other.length] ?? Infinity;
}

;// CONCATENATED MODULE: ./src/custom-vision/entities.ts
/**
 * What the training API has, read from its JSON. The service may send unset members as `""`, as `null` or not at all,
 * and timestamps without a zone; nothing outside of this file sees that. Source: the published Swagger, v3.4-preview.
 */

/** Makes a reader of an entity, which throws TypeError for everything that is no JSON object. */
function entity(read) {
    return (value) => read(record(value));
}
/** Makes a reader of an entity that has an id, which it turns into a lower-case GUID, and a name. */
function named(read) {
    return entity((json) => ({ id: id(json.id), name: entities_text(json.name) ?? '', ...read(json) }));
}
const readProject = named((project) => {
    const settings = record(project.settings ?? {});
    return {
        /** The service is in its disaster recovery mode, and refuses everything that writes. */
        readOnly: project.drModeEnabled === true,
        /** `Succeeded`, or how far its import is: `Importing`, `Failed`; `null` if the service does not say it. */
        status: entities_text(project.status),
        domainId: entities_text(settings.domainId)?.toLowerCase() ?? null,
        /** The service gives one for object detection as well: what a project is for, the type of its domain says. */
        classificationType: entities_text(settings.classificationType),
        notificationQueueUri: entities_text(settings.notificationQueueUri),
        exportModelContainerUri: entities_text(settings.exportModelContainerUri),
        /** What an update has to send back unchanged, unknown members included: the service may reset what it leaves out. */
        updatable: {
            name: project.name,
            // An update must have a description, and an answer may leave out what is unset.
            description: project.description ?? null,
            status: project.status,
            settings,
        },
    };
});
const readDomain = named((domain) => ({
    type: entities_text(domain.type) ?? '',
    exportable: domain.exportable === true,
    /** The service trains in it no more. */
    retired: domain.enabled === false,
    /** `null` if the service does not say it, as on v3.3. */
    exportablePlatforms: texts(domain.exportablePlatforms),
}));
const readTag = named((tag) => ({
    /** Whether it marks images that show nothing of the others: no training counts it as a tag. */
    negative: tag.type === 'Negative',
    /** `null` if the service does not say it. */
    imageCount: typeof tag.imageCount === 'number' ? tag.imageCount : null,
}));
const STATES = { New: 'new', Completed: 'completed', Failed: 'failed' };
const readIteration = named((iteration) => ({
    /** The Swagger lists no values of `status`: everything but the three known ones counts as running. */
    state: entities_known(STATES, iteration.status) ?? 'running',
    /**
     * When the service made it, in milliseconds since the epoch. The service has the next iteration ready, blank, from the
     * moment on that a training begins: so this is when the training before it began, not its own. It gives the order.
     */
    created: time(iteration.created) ?? 0,
    /** When its training ended well; `null` until then. */
    trainedAt: time(iteration.trainedAt),
    /** The begin of its training changes this, and so do its end and a new name: it began then at the latest. */
    lastModified: time(iteration.lastModified),
    trainingType: entities_text(iteration.trainingType),
    reservedBudgetHours: typeof iteration.reservedBudgetInHours === 'number' ? iteration.reservedBudgetInHours : null,
    /** The one that it was trained in; `null` if the service does not say it, as before the end of a training. */
    domainId: entities_text(iteration.domainId)?.toLowerCase() ?? null,
    /** Its name in a prediction resource; `null`: it is not published. */
    publishName: entities_text(iteration.publishName),
    /** ARM id of that resource; `null` where the service does not say it. */
    publishResourceId: entities_text(iteration.originalPublishResourceId),
    /** Foreign text. */
    trainingErrorDetails: entities_text(iteration.trainingErrorDetails),
}));
const readExport = entity((found) => {
    const platform = entities_text(found.platform);
    if (platform === null) {
        throw new TypeError('an export without a platform');
    }
    return {
        platform,
        flavor: entities_text(found.flavor),
        state: entities_known({ Done: 'done', Failed: 'failed' }, found.status) ?? 'exporting',
        /** Absolute, or relative to the artifacts operation; its query is a secret. */
        downloadUri: entities_text(found.downloadUri),
    };
});
const readFigures = entity((figures) => ({
    precision: share(figures.precision),
    recall: share(figures.recall),
    averagePrecision: share(figures.averagePrecision),
}));
const readTagPerformance = named((tag) => readFigures(tag));
const readPerformance = entity((performance) => ({
    ...readFigures(performance),
    deviations: {
        precision: share(performance.precisionStdDeviation),
        recall: share(performance.recallStdDeviation),
    },
    tags: readList(readTagPerformance)(performance.perTagPerformance ?? []),
}));
const readPrediction = entity((prediction) => ({
    tagId: guidOf(prediction.tagId) ?? '',
    tagName: entities_text(prediction.tagName) ?? '',
    /** From 0 to 1. */
    probability: share(prediction.probability) ?? 0,
    /** Whether it is about a part of the image, as for object detection. */
    hasBox: typeof prediction.boundingBox === 'object' && prediction.boundingBox !== null,
}));
/** What an iteration sees in an image, the most probable first. */
function readPredictions(value) {
    const all = readList(readPrediction)(record(value).predictions);
    return all.sort((one, other) => other.probability - one.probability);
}
/** Applies a reader to each entry of an array. */
function readList(read) {
    return (value) => {
        if (!Array.isArray(value)) {
            throw new TypeError('no list');
        }
        return value.map(read);
    };
}
/** By `created`, which alone puts a training that runs or failed behind the one before it. */
function newestFirst(all) {
    return [...all].sort((a, b) => b.created - a.created);
}
function newest(all) {
    return newestFirst(all)[0];
}
function record(value) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw new TypeError('no object');
    }
    return value;
}
function id(value) {
    const guid = guidOf(value);
    if (guid === undefined) {
        throw new TypeError('no id');
    }
    return guid;
}
function entities_text(value) {
    return typeof value === 'string' && value !== '' ? value : null;
}
function share(value) {
    return typeof value === 'number' && value >= 0 && value <= 1 ? value : null;
}
function texts(value) {
    return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : null;
}
function entities_known(words, value) {
    return typeof value === 'string' && Object.hasOwn(words, value) ? words[value] : undefined;
}
/** A timestamp without a zone is UTC; `Date.parse` would take it for local time. */
function time(value) {
    const found = entities_text(value) ?? '';
    const ms = Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(found) ? found : `${found}Z`);
    return Number.isNaN(ms) ? null : ms;
}

;// CONCATENATED MODULE: ./src/time/try-again.ts
/**
 * Acts until an attempt succeeds.
 * @param pauseAfter how many milliseconds to pause after the error of an attempt, counted from 1; `undefined`: give up
 * @throws the error that the caller gave up at; the signal's reason when aborted
 */
async function tryAgain(action, pauseAfter, { clock, signal }) {
    for (let attempt = 1;; attempt += 1) {
        try {
            return await action();
        }
        catch (error) {
            signal.throwIfAborted();
            const pauseMs = pauseAfter(error, attempt);
            if (pauseMs === undefined) {
                throw error;
            }
            await clock.sleep(pauseMs, signal);
        }
    }
}
/**
 * Looks until something is found.
 * @param pausesMs how long to pause before each look, in milliseconds
 * @returns `undefined` if no look found anything
 * @throws what a look throws; the signal's reason when aborted
 */
async function lookAgain(pausesMs, look, { clock, signal }) {
    for (const pauseMs of pausesMs) {
        signal.throwIfAborted();
        if (pauseMs > 0) {
            await clock.sleep(pauseMs, signal);
        }
        const found = await look();
        if (found !== undefined) {
            return found;
        }
    }
    return undefined;
}

// EXTERNAL MODULE: ./src/custom-vision/service-error.ts
var service_error = __webpack_require__(48966);
;// CONCATENATED MODULE: ./src/custom-vision/operation.ts
/**
 * One operation of the training API: sent, repeated where its rule allows that, and read.
 */





/** When an operation is repeated after an error. */
const MAY_REPEAT = {
    /** It reads, or writes the same again, so that a repetition changes nothing: after every trouble that may pass. */
    safe: (error) => error.transient,
    /**
     * It may start something that costs money: only if the service started nothing, as a 429 says. After a lost answer the
     * caller has to look whether it did.
     */
    costly: (error) => error.unsent === 'for now' || error.httpStatus === 429,
    /** Never, because the caller asks again anyway, as a wait does. */
    once: () => false,
};
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 16_000;
const MOST_ATTEMPTS = 6;
/** If the service asks for a longer pause, the operation fails instead: its caller knows better what to do meanwhile. */
const LONGEST_RETRY_AFTER_MS = 120_000;
/**
 * Sends until the service gives an answer that counts, at most six times within about a minute.
 * @throws ServiceError of the last attempt; the signal's reason when aborted
 */
async function repeatedly(repetition, send, patience) {
    const pauseAfter = (error, attempt) => {
        const repeats = error instanceof service_error/* ServiceError */._7 && MAY_REPEAT[repetition](error);
        if (!repeats || attempt === mostAttempts(error)) {
            return undefined;
        }
        const backOffMs = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS) * (0.8 + 0.4 * patience.random());
        const pauseMs = Math.max(backOffMs, error.retryAfterMs ?? 0);
        if (pauseMs > LONGEST_RETRY_AFTER_MS) {
            return undefined;
        }
        if (attempt === 1) {
            patience.onFirstRetry(error);
        }
        return pauseMs;
    };
    return await tryAgain(send, pauseAfter, patience);
}
/** Trouble with a host name, a port or a certificate seldom passes: it is most often a typo or a setting. */
function mostAttempts(error) {
    const lasts = ['ENOTFOUND', 'ECONNREFUSED'].includes((0,connection_errors/* errorCode */.CA)(error.cause) ?? '');
    return lasts || (0,connection_errors/* isOfCertificate */.xj)(error.cause) ? 3 : MOST_ATTEMPTS;
}
/** What the clients of the resource and of a project have in common. */
class Operations {
    api;
    patience;
    constructor(api, patience) {
        this.api = api;
        this.patience = patience;
    }
    /** How many requests were sent to the service, for whichever project. */
    get sent() {
        return this.api.sent;
    }
    /** All domains of the service. @param withinMs asks only once, and waits that long for the answer */
    async getDomains(withinMs) {
        const request = { operation: 'GetDomains', path: '/domains', timeoutMs: withinMs };
        return await this.perform(request, readList(readDomain));
    }
    /**
     * Sends an operation, repeats it where its rule allows that, and reads the answer.
     * @param read throws Error if the body has another shape than documented; the answer then counts as garbled
     * @throws ServiceError; the signal's reason when aborted
     */
    async perform(request, read) {
        const { operation, graceMs, repetition = request.timeoutMs === undefined ? 'safe' : 'once' } = request;
        const { clock, signal } = this.patience;
        const send = async () => {
            signal.throwIfAborted();
            request.onWay?.(true);
            const body = await (graceMs === undefined
                ? this.api.send(request, signal)
                : withGrace((late) => this.api.send(request, late), graceMs, clock, signal)).catch((error) => {
                request.onWay?.(!(error instanceof service_error/* ServiceError */._7));
                if (error instanceof service_error/* ServiceError */._7) {
                    error.leastRole = this.patience.leastRole ?? 'Trainer';
                }
                throw error;
            });
            try {
                return read(body);
            }
            catch (cause) {
                const why = cause instanceof Error ? cause.message : 'unknown';
                const detail = `an answer of another shape than documented (${why})`;
                throw new service_error/* ServiceError */._7({ operation, httpStatus: 200, detail, garbled: true, cause });
            }
        };
        return await repeatedly(repetition, send, this.patience);
    }
}

;// CONCATENATED MODULE: ./src/custom-vision/resource-api.ts
/**
 * The training resource as a whole: its projects. What happens inside of one project is in
 * project-api.ts.
 * Source: the published Swagger, v3.4-preview, and the guide for a project that is integrated from the start.
 */


/** Every method throws ServiceError, and the signal's reason when aborted. */
class ResourceApi extends Operations {
    async getProjects() {
        return await this.perform({ operation: 'GetProjects', path: '/projects' }, readList(readProject));
    }
    /**
     * Creates a project, mostly with the two storage URIs. The guide has them in the query, on v3.3; the Swagger of v3.4-preview
     * has them in a body. Not repeated after a lost answer: that could create a second project of the same name.
     */
    async createProject({ name, domain, classificationType }, uris, version) {
        const query = {
            name,
            domainId: domain.id,
            ...(classificationType === null ? {} : { classificationType }),
        };
        return await this.perform({
            operation: 'CreateProject',
            method: 'post',
            path: '/projects',
            version,
            repetition: 'costly',
            ...(version === 'v3.3' ? { query: { ...query, ...uris } } : { query, body: uris ?? undefined }),
        }, readProject);
    }
}

;// CONCATENATED MODULE: ./src/custom-vision/connection.ts
/**
 * The way to the training resource, for whichever action: its key or a login, its proxy, and the clients on it.
 */






/**
 * The client of the training API is all that is loaded here, and not at the top of a file: refused inputs need nothing,
 * and the first request waits for nothing else.
 */
async function connection_connect(access, { env, signal, leastRole }) {
    const { TrainingApi } = await Promise.all(/* import() */[__webpack_require__.e(818), __webpack_require__.e(94)]).then(__webpack_require__.bind(__webpack_require__, 43094));
    const [clock, report, random] = [time_clock/* systemClock */.ml, runnerReport, Math.random];
    const login = entraLogin(access, env, { clock, signal, mask: report.mask });
    const credential = access.trainingKey === null ? login.credential : { key: access.trainingKey };
    const api = new TrainingApi(access.endpoint, credential, { proxy: (0,proxies/* proxyFor */.iJ)(access.endpoint, env) });
    const onFirstRetry = (error) => {
        report.info(`${(0,service_error/* serviceTrouble */.fk)(error)}; trying again.`);
    };
    const patience = { clock, signal, onFirstRetry, random, leastRole };
    return {
        api,
        login,
        resource: new ResourceApi(api, patience),
        patience,
    };
}

// EXTERNAL MODULE: ./src/report/failure.ts
var report_failure = __webpack_require__(3304);
;// CONCATENATED MODULE: ./src/github/node-version.ts
/**
 * The Node.js that this process runs on. GitHub's runner keeps to `runs.using` in action.yml; others take whatever Node
 * there is, on which a run could begin, train, and break off at the first function that it does not have.
 */

/** As `node24` in each action.yml says. */
const LEAST_NODE = 24;
/**
 * @param version without a `v`, as in `process.versions.node`
 * @param program that Node's path
 * @throws Failure before anything is asked for
 */
function ensureNode(version, program) {
    if (Number.parseInt(version, 10) >= LEAST_NODE) {
        return;
    }
    throw new report_failure/* Failure */.HR('failed', 'Node.js is too old', [
        `This action needs Node.js ${LEAST_NODE}, and the runner has started it with Node.js ${version} (${program}). No request was sent.`,
        `Next: see that the first node in the PATH of the runner is Node.js ${LEAST_NODE}. On its host nektos/act takes that one, in a container that of the image.`,
    ]);
}

// EXTERNAL MODULE: ./src/process-events.ts
var process_events = __webpack_require__(84314);
;// CONCATENATED MODULE: ./src/report/troubleshooting.ts
const PAGE = 'docs/TROUBLESHOOTING.md';
const GITHUB = 'https://github.com';
/** One line: links where the runner says from which repository and commit this action comes, else the name of the page. */
function moreAbout({ headings, title }, env) {
    const page = pageOf(env);
    if (page === undefined) {
        return `More in ${PAGE} under: ${title}`;
    }
    const links = headings.map((heading) => `${page}#${anchorOf(heading)}`);
    // A server of one's own or of ghe.com also runs actions of github.com, and no variable tells which this one is.
    return `More in ${links.join(' and ')}${page.startsWith(`${GITHUB}/`) ? '' : ` (or the same at ${GITHUB}, if this action comes from there)`}`;
}
/** @returns `undefined` for an action in the workflow's own repository (`uses: ./`), of which the runner says neither */
function pageOf(env) {
    const server = env.GITHUB_SERVER_URL ?? '';
    const repository = env.GITHUB_ACTION_REPOSITORY ?? '';
    const ref = env.GITHUB_ACTION_REF ?? '';
    // `URL.parse` is younger than some Node that the user has to be told of here.
    return !URL.canParse(server) || !/^[\w.-]+\/[\w.-]+$/.test(repository) || ref === ''
        ? undefined
        : `${new URL(server).origin}/${repository}/blob/${ref.split('/').map(encodeURIComponent).join('/')}/${PAGE}`;
}
/** As GitHub makes it of a heading. */
function anchorOf(heading) {
    return heading
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, '')
        .replaceAll(' ', '-');
}

;// CONCATENATED MODULE: ./src/report/debugging.ts
/**
 * Variables by which Node and its packages write down what they send: tokens and keys are among it.
 */


/** Tokens that the runner gives the job; with one of them somebody else could act as this job. */
const TOKENS = ['ACTIONS_RUNTIME_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
/** What turns such writing on; another value of the variable is harmless. */
const DEBUGGING = {
    NODE_DEBUG: /./,
    NODE_DEBUG_NATIVE: /./,
    DEBUG: /^(?!(?:true|false|yes|no|on|off|0|1)$)./i,
    AZURE_LOG_LEVEL: /^(verbose|info)$/i,
    NODE_OPTIONS: /--(inspect|trace|tls-keylog|tls-trace|report|heap|cpu-prof|diagnostic)/,
    SSLKEYLOGFILE: /./,
};
/** Masks the tokens of the job, and warns where a variable may show what no mask covers. */
function guardSecrets(env, { mask, warning }) {
    TOKENS.forEach((name) => {
        mask(env[name] ?? '');
    });
    const found = Object.entries(DEBUGGING).filter(([name, value]) => value.test((0,src_env/* given */.g)(env[name]) ?? ''));
    if (found.length > 0) {
        warning('Debugging may show secrets', [
            'Variables of this step make Node or its packages write down what they send and receive, or let somebody look into the process:',
            ...found.map(([name]) => `- ${name}: ${quoted(env[name] ?? '')}`),
            'The runner masks the keys and tokens in its log that this action knows, and nothing that is written elsewhere.',
            'Next: remove them when you have seen what you look for, and delete the log if it shows what it should not.',
        ]);
    }
}

;// CONCATENATED MODULE: ./src/edge.ts
/**
 * The edge of the process, whichever action it runs: what signals do, the exit code, and the outputs on every end.
 */









/** Runs the step, to whatever end: it never rejects. */
async function runStep(action, env) {
    const cancel = new AbortController();
    const step = { action, env };
    (0,process_events/* listen */.K)({
        onSignal: () => {
            action.outputs.set('status', 'cancelled');
            cancel.abort(action.cancelled);
        },
        onUncaught: (error) => {
            endAtOnce(error, step);
        },
    });
    let status;
    let failure;
    try {
        cancel.signal.throwIfAborted();
        ensureNode(process.versions.node, process.execPath);
        guardSecrets(env, runnerReport);
        status = await action.run(cancel.signal);
    }
    catch (error) {
        failure = error;
        status = error instanceof report_failure/* Failure */.HR ? error.status : 'failed';
    }
    finish(status, failure, step, action.goingOn?.(failure));
    (0,process_events/* stopListening */.a)();
    action.lastLines?.(status).forEach((line) => {
        runnerReport.info(line);
    });
    if (action.busy()) {
        exitWhenWritten();
    }
}
/** Runs such an action as a step of a job: it never rejects. */
async function runResourceStep(env, { outputs, cancelled, leastRole, read, run }) {
    let connection;
    const action = {
        outputs,
        cancelled,
        run: async (signal) => {
            const inputs = read(report.mask, env);
            connection = await connect(inputs, { env, signal, leastRole });
            return await run(inputs, connection, signal);
        },
        busy: () => connection?.login.busy === true,
    };
    await runStep(action, env);
}
/** Whether the run has written its outputs, and said why it failed. */
let isOver = false;
/** The one place that makes the step red. */
function finish(status, failure, { action: { outputs }, env }, goingOn = []) {
    outputs.finish(status);
    const told = outputs.unwritten === undefined ? [] : [outputs.unwritten];
    const failures = report_failure/* GREEN */.AV.some((one) => one === status) ? told : [failure, ...told];
    isOver = true;
    if (failures.length === 0) {
        return;
    }
    process.exitCode = core/* ExitCode */.yU.Failure;
    const [first] = failures;
    if (!(first instanceof report_failure/* Failure */.HR)) {
        runnerReport.error('Unexpected error', [
            'This should not have happened. Please report it, with the lines below.',
            ...traceOf(first),
            ...told.map(({ message }) => message),
            'Next: run the workflow again, it picks up where this run stopped.',
            ...goingOn,
        ]);
        return;
    }
    // A file that cannot be written may itself be the failure.
    const all = [first, ...told.filter(({ title }) => title !== first.title)];
    const title = all.map((one) => one.title).join(', ');
    runnerReport.error(title, [
        ...all.map(({ message }) => message),
        ...goingOn,
        moreAbout({ title, headings: all.flatMap(({ headings }) => headings) }, env),
    ]);
}
/** The last safety net: an error outside of all promises leaves the run in a state that nobody knows. */
function endAtOnce(error, step) {
    if (isOver) {
        runnerReport.debug(`after the end of the run: ${traceOf(error).join(' ')}`);
        return;
    }
    finish('failed', error, step);
    exitWhenWritten();
}
/**
 * Ends the process though something still goes on: a call to the artifact service or for a token, say, takes no signal
 * and would keep it alive. Node calls back when everything written before is written.
 */
function exitWhenWritten() {
    process.stdout.write('', () => process.exit());
}
/** Name, first line and frames: the further lines of a message may hold the body of an answer. */
function traceOf(error) {
    if (!(error instanceof Error)) {
        return [foreign(String(error))];
    }
    const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
    const [first = ''] = error.message.split('\n');
    return [`${error.name}: ${first}`, ...frames].map(foreign);
}

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
;// CONCATENATED MODULE: ./src/entra/earlier-login.ts
/**
 * Whether an earlier step, or whoever set up the machine, has provided a login to Entra ID.
 */




/**
 * Whether the Azure CLI is logged in on this machine. A profile alone is no login: each start of `az` writes one, so the
 * images of hosted runners have one.
 */
function cliIsLoggedIn(env) {
    const folder = (0,src_env/* given */.g)(env.AZURE_CONFIG_DIR) ?? external_node_path_default().join((0,external_node_os_.homedir)(), '.azure');
    try {
        // The CLI begins it with a byte order mark.
        const text = (0,external_node_fs_.readFileSync)(external_node_path_default().join(folder, 'azureProfile.json'), 'utf8').replace(/^\uFEFF/, '');
        const { subscriptions } = JSON.parse(text);
        return Array.isArray(subscriptions) && subscriptions.length > 0;
    }
    catch {
        // There is no profile, or the CLI itself could not read it.
        return false;
    }
}
/** Variables by which Azure's own chain of credentials finds a login. */
const OF_THE_CHAIN = [
    'AZURE_FEDERATED_TOKEN_FILE',
    'AZURE_CLIENT_ID',
    'IDENTITY_ENDPOINT',
    'MSI_ENDPOINT',
    'AZURE_TOKEN_CREDENTIALS',
];
/** Whether somebody has provided an Entra ID login: by such a variable, or by the Azure CLI, which `azure/login` logs in. */
function hasEarlierLogin(env) {
    return cliIsLoggedIn(env) || OF_THE_CHAIN.some((name) => (0,src_env/* given */.g)(env[name]) !== undefined);
}

;// CONCATENATED MODULE: ./src/github/workflow-run.ts
/**
 * Which run of which workflow this is, and what its runner allows.
 */



async function workflowRun(env) {
    const { context } = await __webpack_require__.e(/* import() */ 351).then(__webpack_require__.bind(__webpack_require__, 61351));
    // Outside of a workflow there is no run id.
    const runId = String(Number.isInteger(context.runId) ? context.runId : 0);
    return {
        runId,
        attempt: Number.isInteger(context.runAttempt) ? context.runAttempt : 1,
        url: `${context.serverUrl}/${env.GITHUB_REPOSITORY ?? ''}/actions/runs/${runId}`,
        tempFolder: (0,src_env/* given */.g)(env.RUNNER_TEMP) ?? (0,external_node_os_.tmpdir)(),
    };
}
/** GitHub Enterprise Server has no artifact service of this kind; the artifact client judges by the same rule. */
function hasArtifactService(env) {
    const server = env.GITHUB_SERVER_URL ?? '';
    const host = URL.canParse(server) ? new URL(server).hostname.toLowerCase() : 'github.com';
    return host === 'github.com' || host.endsWith('.ghe.com') || host.endsWith('.localhost');
}
/** Of the events that carry a pull request, only `pull_request_target` is trusted with secrets. */
const UNTRUSTED_EVENTS = ['pull_request', 'pull_request_review', 'pull_request_review_comment'];
/**
 * Whether this is the workflow of a pull request from a fork: GitHub hands it no secrets, no variables that are not in
 * the repository, and no right to ask for OIDC tokens.
 */
function isFromFork(env) {
    if (!UNTRUSTED_EVENTS.includes(env.GITHUB_EVENT_NAME ?? '')) {
        return false;
    }
    try {
        const payload = JSON.parse((0,external_node_fs_.readFileSync)(env.GITHUB_EVENT_PATH ?? '', 'utf8'));
        // GitHub sends `null` for a fork that was deleted meanwhile.
        return payload.pull_request?.head?.repo?.full_name !== env.GITHUB_REPOSITORY;
    }
    catch {
        // Without a readable event, nothing says that the workflow is from a fork.
        return false;
    }
}

;// CONCATENATED MODULE: ./src/custom-vision/platforms.ts
/**
 * The platforms that a trained iteration can be exported to.
 * Source: enum `ExportPlatform` of the published Swagger.
 */

const PLATFORMS = ['CoreML', 'TensorFlow', 'DockerFile', 'ONNX', 'VAIDK', 'OpenVino'];
const BACKUP_ENDING = new RegExp(`\\.(${PLATFORMS.join('|')})(\\.\\w+)?(\\.zip)?$`, 'i');
const BARE_ENDINGS = {
    CoreML: '.mlmodel',
    ONNX: '.onnx',
    TensorFlow: '.pb',
};
/** Finds a platform by its name in any case. */
function platformNamed(name) {
    return PLATFORMS.find((platform) => sameName(platform, name));
}
/** `ONNX` or `TensorFlow/TensorFlowLite`. */
function formatTarget(target) {
    return target.flavor === null ? target.platform : `${target.platform}/${target.flavor}`;
}
/**
 * The platform in the name or URL of a backup, `\u2026.{platform}[.{flavor}][.zip]`. The guide calls it the platform's type,
 * without a list.
 * @returns `undefined` if it is none of the platforms
 */
function platformIn(name) {
    return platformNamed(BACKUP_ENDING.exec(name)?.[1] ?? '');
}
/** The ending of a model file that is in no zip. */
function bareEnding({ platform, flavor }) {
    const lite = platform === 'TensorFlow' && /^TensorFlowLite/i.test(flavor ?? '');
    return lite ? '.tflite' : (BARE_ENDINGS[platform] ?? '.bin');
}
/** The name of a target in a path or an artifact: `ONNX`, `TensorFlow-TensorFlowLite`. */
function fileNameOf(target) {
    return formatTarget(target).replace('/', '-');
}
/**
 * The names of the artifacts, in the order of the targets: the wanted name if there is one target, else
 * `{name}-{platform}[-{flavor}].zip`.
 * @param wanted ends in `.zip`
 */
function artifactNames(wanted, targets) {
    const base = wanted.slice(0, -'.zip'.length);
    return targets.length === 1 ? [wanted] : targets.map((target) => `${base}-${fileNameOf(target)}.zip`);
}

// EXTERNAL MODULE: ./src/network/service-url.ts
var service_url = __webpack_require__(3573);
;// CONCATENATED MODULE: ./src/inputs/parsers.ts
/**
 * The forms that inputs have to have. Each parser throws Error with what is wrong, in safe words.
 */





/** RFC 5321, 4.5.3.1. */
const LONGEST_EMAIL = 254;
/** Of an entry, in a refusal. */
const LONGEST_SHOWN = 64;
/** More entries than any project has tags, or any service platforms. */
const MOST_NAMES = 1_000;
const MOST_PLATFORMS = 50;
/** Hosts that people take for that of the training resource, and what to give in their place. */
const NO_ENDPOINTS = [
    [
        /(^|\.)(customvision\.ai|portal\.azure\.(com|us|cn)|ai\.azure\.com)$/,
        'it is the address of a portal: copy Endpoint of the training resource, in the Azure portal under \u201cKeys and Endpoint\u201d',
    ],
    [
        /\.(blob|queue|dfs|file|table|web)\.(core|storage)\./,
        'it is a host of Azure Storage: copy Endpoint of the training resource, in the Azure portal under \u201cKeys and Endpoint\u201d',
    ],
];
function parseEndpoint(text) {
    const hostname = URL.parse(text)?.hostname ?? '';
    const [, mistaken] = NO_ENDPOINTS.find(([host]) => host.test(hostname)) ?? [];
    (0,service_url/* refuseIf */.QS)(mistaken !== undefined, mistaken ?? '');
    const url = (0,service_url/* parseServiceUrl */.iO)(text);
    (0,service_url/* refuseIf */.QS)(/\/prediction\b/i.test(url.pathname), 'it is a URL for predictions: give the endpoint of the training resource, and nothing after its host');
    (0,service_url/* refuseIf */.QS)(url.pathname !== '/' || url.search !== '', 'it has a path or a query, the endpoint alone is wanted: leave out everything after the host');
    return url.origin;
}
function parseGuid(text) {
    const guid = guidOf(text);
    if (guid === undefined) {
        throw new Error('it is no GUID');
    }
    return guid;
}
/** A parser of one of these words, in any case. */
function oneOf(...words) {
    return (text) => {
        const found = words.find((word) => word.toLowerCase() === text.toLowerCase());
        if (found === undefined) {
            throw new Error('there is no such choice');
        }
        return found;
    };
}
/** The name of something at the service, which decides what else a name may be. */
function parseName(text) {
    (0,service_url/* refuseIf */.QS)(/\p{Cc}/u.test(text), 'it holds a control character or a line end');
    return text;
}
/** From 0 to 1, with a point. */
function parseShare(text) {
    const [, digits = '', percent] = /^(\d{1,3}(?:[.,]\d{1,9})?) ?(%)?$/.exec(text) ?? [];
    const value = Number(digits.replace(',', '.'));
    const inPercent = value <= 100 ? `${value} % is ${Number((value / 100).toFixed(9))}` : '100 % is 1';
    (0,service_url/* refuseIf */.QS)(percent !== undefined, `it is no decimal number, ${inPercent}`);
    (0,service_url/* refuseIf */.QS)(digits.includes(','), `it is no decimal number, which has a point: ${value}`);
    (0,service_url/* refuseIf */.QS)(!/^(\d{1,9}(\.\d{0,17})?|\.\d{1,17})$/.test(text), 'it is no decimal number, such as 0.9');
    (0,service_url/* refuseIf */.QS)(Number(text) > 1, value > 1 ? `it is over 1; ${inPercent}` : 'it is over 1');
    return Number(text);
}
/** One entry a line, or comma-separated. */
function parseNames(text) {
    const names = entriesOf(text);
    (0,service_url/* refuseIf */.QS)(names.length === 0, 'it names nothing');
    (0,service_url/* refuseIf */.QS)(names.length > MOST_NAMES, `it has ${names.length} entries, at most ${MOST_NAMES} are read`);
    return names.map(parseName);
}
/** The service sends to it and decides; here only what cannot be an address is refused. */
function parseEmail(text) {
    const isAddress = text.length <= LONGEST_EMAIL && /^[^\s@,;<>"]+@[^\s@,;<>".]+(\.[^\s@,;<>".]+)+$/.test(text);
    (0,service_url/* refuseIf */.QS)(!isAddress, 'it is no e-mail address');
    return text;
}
/** One entry a line, or separated by commas: `platform` or `platform/flavor`. */
function parsePlatforms(text) {
    const entries = entriesOf(text);
    (0,service_url/* refuseIf */.QS)(entries.length > MOST_PLATFORMS, `it has ${entries.length} entries, at most ${MOST_PLATFORMS} are read`);
    const [first, ...more] = entries.map(parseTarget);
    if (first === undefined) {
        throw new Error('it names no platform');
    }
    const seen = new Set();
    const double = [first, ...more].find((target) => {
        const name = formatTarget(target).toLowerCase();
        return seen.has(name) || seen.add(name).size === 0;
    });
    if (double !== undefined) {
        throw new Error(`it names ${formatTarget(double)} twice`);
    }
    return [first, ...more];
}
function entriesOf(text) {
    const entries = text.split(/[\n,]/).map((entry) => entry.trim());
    return entries.filter((entry) => entry !== '');
}
function parseTarget(text, index) {
    const [name = '', flavor, ...more] = text.split('/').map((part) => part.trim());
    const platform = platformNamed(name);
    const which = `entry ${index + 1}, ${quoted(withoutSecrets(text).slice(0, LONGEST_SHOWN))},`;
    if (platform === undefined) {
        // A flavor mostly begins with the name of its platform, and people leave that out.
        const meant = PLATFORMS.find((one) => name.toLowerCase().startsWith(one.toLowerCase())) ??
            platformNamed(nearNames(name, PLATFORMS)[0] ?? '');
        throw new Error(`${which} begins with no platform${meant === undefined ? '' : ` (write ${meant}, or ${meant}/ and a flavor)`}`);
    }
    if (more.length > 0 || (flavor !== undefined && !/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(flavor))) {
        throw new Error(`what follows ${formatTarget({ platform, flavor: null })} in ${which} is no flavor`);
    }
    return { platform, flavor: flavor ?? null };
}
/** In bytes. File systems take 255; what the action appends, such as `-2` and `.part`, has to fit as well. */
const LONGEST_NAME_BYTES = 204;
/**
 * The artifact service refuses `" : < > | * ? \ /` and line ends, and a name is a file's name here. The runner takes
 * `##[\u2026]` anywhere in a line for a command, and the artifact client prints names.
 */
function parseArtifactName(text) {
    const forbidden = [...new Set(text.match(/[":<>|*?\\/]|##\[/g))];
    (0,service_url/* refuseIf */.QS)(/\p{Cc}/u.test(text), 'it holds a control character or a line end');
    (0,service_url/* refuseIf */.QS)(forbidden.length > 0, `no artifact can be named so: leave out ${quoted(forbidden.join(' '))}`);
    (0,service_url/* refuseIf */.QS)(text.startsWith('.'), 'it begins with a dot');
    (0,service_url/* refuseIf */.QS)(Buffer.byteLength(text) > LONGEST_NAME_BYTES, `it is longer than ${LONGEST_NAME_BYTES} bytes in UTF-8`);
    (0,service_url/* refuseIf */.QS)(!text.endsWith('.zip'), `it does not end in .zip: write ${quoted(`${text.replace(/\.zip$/i, '')}.zip`)}`);
    return text;
}

;// CONCATENATED MODULE: ./src/inputs/access.ts
/**
 * The inputs that every action takes to get at the training resource: where it is, and what opens it.
 */







const EXPECTED = {
    endpoint: 'the training endpoint, such as: https://NAME.cognitiveservices.azure.com',
    trainingKey: 'Key 1 or 2 of the training resource, without spaces',
    audience: 'the audience that the federated credential names, such as: api://AzureADTokenExchange',
};
function readAccess(reader) {
    return {
        endpoint: reader.required('endpoint', EXPECTED.endpoint, parseEndpoint, ''),
        trainingKey: reader.secret('training-key', /^[\x21-\x7e]+$/, EXPECTED.trainingKey),
        clientId: reader.guid('client-id'),
        tenantId: reader.guid('tenant-id'),
        oidcAudience: reader.optional('oidc-audience', EXPECTED.audience, parseName),
    };
}
/** Azure\u2019s HTTP client takes the brackets of an IPv6 address for a part of its name, and asks the name server for it. */
function checkHosts(hosts, reader) {
    for (const [name] of hosts.filter(([, url]) => /^https?:\/\/\[/.test(url))) {
        reader.problem(name, 'it names an IPv6 address, which Azure\u2019s libraries cannot connect to; expected a host name, such as: localhost');
    }
}
const EXPECTED_PROXY = 'expected a URL in this variable, such as: http://USER:PASSWORD@HOST:PORT';
/** @returns whether every proxy that the environment names can be read */
function checkProxy(reader, env) {
    const problem = (0,proxies/* proxyProblem */.wS)(env);
    if (problem !== undefined) {
        reader.problem(problem.name, `${problem.what}; ${EXPECTED_PROXY}`);
    }
    return problem === undefined;
}
/** The other ways to sign in, for the end of what `closed` says. */
const SUCH_A_LOGIN = 'or client-id and tenant-id, or log in to Azure in an earlier step (azure/login), or AZURE_TOKEN_CREDENTIALS: ManagedIdentityCredential in the env: of the step on a machine that has one. Workflows from forks get no secrets';
function lockOfResource({ endpoint, trainingKey }) {
    return {
        key: 'training-key',
        takesToken: trainingKey === null,
        closed: `is missing, and there is no login to Azure; expected a secret, such as: \${{ secrets.CUSTOM_VISION_TRAINING_KEY }}, ${SUCH_A_LOGIN}`,
        tokensTo: trainingKey === null ? [['endpoint', endpoint]] : [],
    };
}
/** @throws Failure in a workflow from a fork that lacks all credentials */
function checkLogin(access, locks, reader, env) {
    const { clientId, tenantId } = access;
    reader.compare([
        clientId === null ? ['client-id', 'tenant-id'] : ['tenant-id', 'client-id'],
        (clientId === null) !== (tenantId === null),
        'is missing, and its other half is given; expected client-id and tenant-id, or neither',
    ]);
    const closed = locks.filter(({ takesToken }) => takesToken);
    if (!reader.accepted('client-id', 'tenant-id') || closed.length === 0) {
        return;
    }
    const byOidc = clientId !== null;
    const canSignIn = byOidc
        ? [env.ACTIONS_ID_TOKEN_REQUEST_URL, env.ACTIONS_ID_TOKEN_REQUEST_TOKEN].every(src_env/* given */.g)
        : hasEarlierLogin(env);
    if (!canSignIn && isFromFork(env)) {
        throw new report_failure/* Failure */.HR('failed', 'No secrets in a workflow from a fork', [
            'This is the workflow of a pull request from a fork: GitHub gives it no secrets and no OIDC tokens, so there is no way to sign in. No request was sent.',
            "Next: leave the job out there, with if: github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository; or train after the merge, on push or by hand.",
        ]);
    }
    reader.compare(...(canSignIn || byOidc ? [] : closed.map((lock) => [[lock.key], true, lock.closed])), [
        ['client-id'],
        !canSignIn && byOidc,
        'the job may not ask for an OIDC token (ACTIONS_ID_TOKEN_REQUEST_URL is not set); expected these lines in the job, and what else it needs below permissions:\n    permissions:\n      id-token: write',
    ], ...(canSignIn || byOidc ? hostsOfTokens(access, locks) : []));
}
/** Entra ID's tokens open the endpoint of one resource only, and travel over TLS only. */
function hostsOfTokens({ endpoint, trainingKey }, locks) {
    return [
        [
            ['endpoint'],
            trainingKey === null && (0,clouds/* isRegional */.EN)(endpoint),
            'it is that of a whole region, which takes no tokens of Entra ID; expected the custom subdomain of the training resource, such as: https://NAME.cognitiveservices.azure.com, or a training-key',
        ],
        ...locks
            .flatMap(({ tokensTo }) => tokensTo)
            .map(([name, url]) => [
            [name],
            url.startsWith('http:'),
            'a token of Entra ID is sent over TLS only; expected a URL with https://',
        ]),
    ];
}

;// CONCATENATED MODULE: ./src/storage/sas.ts
/**
 * What a shared access signature (SAS) says of itself. So the action knows before any request that storage will refuse it.
 * Sources: Azure's references "Create an account SAS" and "Create a service SAS".
 */
/** What a SAS has to allow, and the letters of its `sp` that the action cannot do without. */
const SAS_PERMISSIONS = {
    queue: { letters: ['r', 'p'], needs: 'sp=rup (read, update, process)' },
    container: { letters: ['r', 'l'], needs: 'sp=rl (read, list)' },
};
/** A dry run only looks. */
const FOR_LOOKING = {
    queue: { letters: ['r'], needs: 'sp=r (read)' },
    container: { letters: ['l'], needs: 'sp=l (list)' },
};
/** What an account SAS has to be for: the letter of its service, and its types of resources, containers and objects. */
const OF_ACCOUNT = {
    queue: { service: 'q', types: ['o'], form: 'ss=q, srt=o' },
    container: { service: 'b', types: ['c', 'o'], form: 'ss=b, srt=co' },
};
/** In milliseconds since the epoch, as far as the SAS says it: a user delegation SAS ends with its key at the latest. */
function timesOf(sas) {
    const query = new URLSearchParams(sas);
    const times = (...names) => names.map((name) => Date.parse(query.get(name) ?? '')).filter((time) => !Number.isNaN(time));
    return { from: Math.max(...times('st', 'skt')), until: Math.min(...times('se', 'ske')) };
}
/**
 * Why storage would refuse a SAS, in words that hold nothing of the signature.
 * @param sas the query as the URL has it, without `?`
 */
function sasTroubles(sas, kind, { secure, now, dryRun }) {
    const malformed = malformation(sas);
    if (malformed !== undefined) {
        return [malformed];
    }
    const query = new URLSearchParams(sas);
    return [
        ...(query.has('ss') || query.has('srt') ? ofAccount(query, kind) : ofService(query, kind)),
        ...lacking(query, (dryRun ? FOR_LOOKING : SAS_PERMISSIONS)[kind]),
        ...outOfTime(sas, now),
        ...(query.get('spr') === 'https' && !secure ? ['it is for https:// only (spr=https)'] : []),
    ];
}
/** What happened to the text on its way here. */
function malformation(sas) {
    const [, signature] = /(?:^|&)sig=([^&]*)/.exec(sas) ?? [];
    if (sas.startsWith('?')) {
        return 'two question marks stand before its SAS, one is wanted';
    }
    if (/(^|&)amp;/.test(sas)) {
        return 'the query was copied out of HTML: write & in place of &amp;';
    }
    if (signature === undefined || signature === '') {
        return 'the query is no shared access signature: it has no sig';
    }
    if (/\+|%20/.test(signature)) {
        return 'the sig of its SAS was decoded, and storage would read its + as a blank: write %2B for each +, or copy the SAS anew';
    }
    if (/%25[0-9a-f]{2}/i.test(signature)) {
        return 'the sig of its SAS is percent-encoded twice: write %2B for %252B, %2F for %252F and %3D for %253D';
    }
    return undefined;
}
function ofAccount(query, kind) {
    const { service, types, form } = OF_ACCOUNT[kind];
    const fits = query.get('ss')?.includes(service) === true;
    const missing = types.filter((type) => query.get('srt')?.includes(type) !== true);
    return [
        ...(fits ? [] : [`its SAS is not for the ${kind} service: ${shown(query, 'ss')} lacks ${service}`]),
        ...(missing.length === 0
            ? []
            : [`its SAS is not for all that is needed: ${shown(query, 'srt')} lacks ${missing.join(' and ')}`]),
        ...(fits && missing.length === 0 ? [] : [`a SAS of the account needs at least ${form}`]),
    ];
}
/** A SAS of a container says by `sr` what it is for; one of a queue has no `sr`, and one of a table has `tn`. */
function ofService(query, kind) {
    const sr = query.get('sr');
    const fits = query.has('tn') ? false : sr === null || (kind === 'container' && sr === 'c');
    return fits ? [] : [`its SAS is not for a ${kind} (${query.has('tn') ? 'tn' : shown(query, 'sr')})`];
}
/** What a SAS that does for a dry run lacks for a run that acts, as far as it says so; in words of the same kind. */
function sasLacksForActing(sas, kind) {
    return lacking(new URLSearchParams(sas), SAS_PERMISSIONS[kind]);
}
function lacking(query, { letters, needs }) {
    // The stored access policy of a SAS (si) may hold the letters in its place.
    const allowed = query.get('sp');
    const missing = letters.filter((letter) => allowed?.includes(letter) === false);
    return missing.length === 0
        ? []
        : [`its SAS allows too little: ${shown(query, 'sp')} lacks ${missing.join(' and ')}, it needs ${needs}`];
}
function outOfTime(sas, now) {
    const { from, until } = timesOf(sas);
    return [
        ...(until <= now ? [`its SAS expired at ${iso(until)} (se), and it is ${iso(now)} here`] : []),
        ...(from > now + CLOCKS_MS
            ? [`its SAS is valid only from ${iso(from)} on (st), and it is ${iso(now)} here`]
            : []),
    ];
}
/** Clocks differ: a SAS that was made a moment ago on another machine may seem to begin in a moment. */
const CLOCKS_MS = 5 * 60_000;
function iso(time) {
    return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
/** The value of such a member is made of letters; nothing else of it is shown. */
function shown(query, name) {
    return `${name}=${(query.get(name) ?? '').replaceAll(/[^a-z]/g, '').slice(0, 20)}`;
}

;// CONCATENATED MODULE: ./src/storage/uri.ts


/** Queue and container names: 3\u201363 lower-case letters, digits and single hyphens, no hyphen at an end (Azure's naming rules). */
const NAME = /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/;
/** The services of an account, by the second label of a host, or by the third after that of a DNS zone. */
const SERVICE_HOST = /^([^.]+)\.(?:z\d+\.)?(queue|blob|dfs|file|table|web)\./;
/**
 * @param use without `now`, the times of a SAS are not compared with it; a dry run needs less of it than another run
 * @throws Error that says which part is wrong; its message never holds the signature
 */
function parseStorageUri(text, kind, { now = NaN, dryRun = false } = {}) {
    (0,service_url/* refuseIf */.QS)(/AccountKey=|AccountName=/i.test(text), 'it is a connection string');
    const url = (0,service_url/* parseServiceUrl */.iO)(text);
    const path = withoutSlash(url.pathname);
    const segments = path.split('/').slice(1);
    const pathStyle = (0,service_url/* isLoopback */.U9)(url.hostname) || /^(\d+(\.\d+){3}$|\[)/.test(url.hostname);
    const account = pathStyle ? (segments.shift() ?? '') : accountIn(url.hostname, kind);
    const [name = '', ...more] = segments;
    (0,service_url/* refuseIf */.QS)(account === '' || name === '', 'the path names nothing');
    (0,service_url/* refuseIf */.QS)(more.length > 0, 'the path has too many segments');
    (0,service_url/* refuseIf */.QS)(!NAME.test(name), 'the last path segment is no valid name: 3\u201363 lower-case letters, digits and single hyphens');
    const sas = url.search === '' ? null : url.search.slice(1);
    const troubles = sas === null ? [] : sasTroubles(sas, kind, { secure: url.protocol === 'https:', now, dryRun });
    (0,service_url/* refuseIf */.QS)(troubles.length > 0, `${troubles.join('; ')}; make one by: az storage ${kind} generate-sas --account-name ${account ?? 'ACCOUNT'} --name ${name} --permissions ${kind === 'queue' ? 'rup' : 'rl'} --expiry YYYY-MM-DDTHH:MMZ --https-only`);
    return { kind, plain: url.origin + path, sas, account, name };
}
/** @returns `null` for a domain of the user's own, which says nothing of the account */
function accountIn(hostname, kind) {
    const [, label, service] = SERVICE_HOST.exec(hostname) ?? [];
    const wanted = kind === 'queue' ? 'queue' : 'blob';
    (0,service_url/* refuseIf */.QS)(service !== undefined && service !== wanted, `the host is that of the ${service ?? ''} service, not of the ${wanted} service: write .${wanted}. in place of .${service ?? ''}.`);
    // The second location of an account has a host of its own, but the same key.
    return label?.replace(/-secondary$/, '') ?? null;
}
/** Whether two URLs name the same queue or container. The case of the host, a trailing slash and a SAS do not count. */
function sameResource(one, other) {
    const plain = (text) => {
        // URL turns the host into lower case and drops a default port.
        const url = URL.parse(text);
        return url === null ? text : url.origin + withoutSlash(url.pathname);
    };
    return plain(one) === plain(other);
}
function withoutSlash(path) {
    return path.replace(/\/$/, '');
}

;// CONCATENATED MODULE: ./src/inputs/storage-access.ts



/** Stands in for a refused one. */
const NO_URI = { plain: '', sas: null, account: '', name: '' };
const storage_access_EXPECTED = {
    queue: 'the URL of a queue, such as: https://ACCOUNT.queue.core.windows.net/NAME',
    container: 'the URL of a blob container, such as: https://ACCOUNT.blob.core.windows.net/NAME',
    storageKey: 'a key of the storage account, in base64',
};
/** The inputs that name them. */
const INPUT = { queue: 'notification-queue-uri', container: 'export-model-container-uri' };
function readStorageUri(kind, reader, env, use) {
    const parse = (text) => ({
        ...parseStorageUri(text, kind, use),
        proxy: (0,proxies/* proxyFor */.iJ)(text, env),
    });
    return reader.required(INPUT[kind], storage_access_EXPECTED[kind], parse, { kind, ...NO_URI });
}
function readStorageKey(reader) {
    return reader.secret('storage-account-key', /^[A-Za-z0-9+/]+={0,2}$/, storage_access_EXPECTED.storageKey);
}
function lockOfStorage(storageAccountKey, uris) {
    const tokensTo = uris.flatMap(({ kind, plain, sas }) => storageAccountKey === null && sas === null ? [[INPUT[kind], plain]] : []);
    const [a, all] = uris.length === 1 ? ['the URI', 'the URI'] : ['a URI', 'both URIs'];
    return {
        key: 'storage-account-key',
        takesToken: tokensTo.length > 0,
        closed: `is missing, ${a} has no SAS, and there is no login to Azure; expected a secret, such as: \${{ secrets.STORAGE_ACCOUNT_KEY }}, or a SAS in ${all}, ${SUCH_A_LOGIN}`,
        tokensTo,
    };
}
/** A key is used with the name of its account. */
function checkAccountKnown(storageAccountKey, uris, reader) {
    const byKey = storageAccountKey !== null && uris.some(({ sas }) => sas === null);
    const forms = uris.map(({ kind }) => `https://ACCOUNT.${kind === 'queue' ? 'queue' : 'blob'}.core.windows.net/NAME`);
    const hosts = uris.length === 1 ? 'the host does not say it' : 'neither host says it';
    const sas = uris.length === 1 ? 'a URI with a SAS' : 'URIs with a SAS each';
    reader.compare([
        ['storage-account-key', ...uris.map(({ kind }) => INPUT[kind])],
        byKey && uris.every(({ account }) => account === null),
        `a key is used with the name of its account, and ${hosts}; expected a URI of the form ${forms.join(' or ')}, or ${sas}`,
    ]);
}

;// CONCATENATED MODULE: ./src/inputs/credential-checks.ts
/**
 * Whether the inputs of the root action give all the credentials that a run needs: for the training resource, and for
 * its queue and container.
 */



/** Whether anything is left that only a token of Entra ID opens. */
function needsEntra(inputs) {
    return inputs.trainingKey === null || lockOfBoth(inputs).takesToken;
}
function lockOfBoth({ storageAccountKey, queue, container }) {
    return lockOfStorage(storageAccountKey, [queue, container]);
}
/** Whether this run asks for OIDC tokens of the job. */
function signsInByOidc(inputs) {
    return inputs.clientId !== null && needsEntra(inputs);
}
/** @throws Failure in a workflow from a fork that lacks all credentials */
function checkCredentials(inputs, reader, env) {
    const { storageAccountKey, queue, container } = inputs;
    const byKey = storageAccountKey !== null && (queue.sas === null || container.sas === null);
    const both = ['storage-account-key', 'notification-queue-uri', 'export-model-container-uri'];
    reader.compare([
        both,
        byKey && queue.sas === null && container.sas === null && queue.account !== container.account,
        `it is the key of one account, but the two URIs name two, ${quoted(queue.account ?? '')} and ${quoted(container.account ?? '')}; expected the same account in both, or URIs with a SAS each`,
    ]);
    checkAccountKnown(storageAccountKey, [queue, container], reader);
    checkLogin(inputs, [lockOfResource(inputs), lockOfBoth(inputs)], reader, env);
}

;// CONCATENATED MODULE: ./src/inputs/reader.ts
/**
 * Reads inputs one by one and collects what is wrong with them, so that one message names every refused input.
 */





/** What is expected of an input that is an id. */
const reader_GUID = 'a GUID, such as: 64b822c5-8082-4b36-a426-27225f4aa18c';
/** In characters: a thousand names of tags and more. */
const LONGEST_INPUT = 100_000;
class InputReader {
    problems = [];
    /** Gives an input's trimmed text, `""` where it is not set. */
    text;
    constructor(text) {
        this.text = text;
    }
    /**
     * Parses an input that has to be there.
     * @param expected what is expected, and an example of it
     * @param parse throws Error with what is wrong, in safe words
     * @param fallback stands in for a refused value until `refuse` ends the run
     */
    required(name, expected, parse, fallback) {
        const text = this.text(name);
        if (text === '') {
            this.problem(name, `is missing; expected ${expected}`);
            return fallback;
        }
        if (text.length > LONGEST_INPUT) {
            this.problem(name, `is refused: it has ${text.length} characters, at most ${LONGEST_INPUT} are read; expected ${expected}`);
            return fallback;
        }
        try {
            return parse(text);
        }
        catch (error) {
            const reason = error instanceof Error ? error.message : 'it cannot be read';
            this.problem(name, `${reader_shown(text)} is refused: ${reason}; expected ${expected}`);
            return fallback;
        }
    }
    /** As `required`, for an input that need not be there: `null` where it is not given, or is refused. */
    optional(name, expected, parse) {
        return this.text(name) === '' ? null : this.required(name, expected, parse, null);
    }
    guid(name) {
        return this.optional(name, reader_GUID, parseGuid);
    }
    /** One of these words, in any case; the first stands in for a refused value. */
    choice(name, first, ...others) {
        const words = [first, ...others];
        const expected = `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}, such as: ${first}`;
        return this.required(name, expected, oneOf(...words), first);
    }
    boolean(name) {
        return this.choice(name, 'true', 'false') === 'true';
    }
    /** A whole number within bounds, both included. */
    integer(name, least, most, example) {
        const parse = (text) => {
            const value = Number(text);
            (0,service_url/* refuseIf */.QS)(!/^\d{1,9}$/.test(text), 'it is no whole number');
            (0,service_url/* refuseIf */.QS)(value < least || value > most, 'it is out of bounds');
            return value;
        };
        return this.required(name, `a whole number from ${least} to ${most}, such as: ${example}`, parse, least);
    }
    /** A decimal number from 0 to 1. */
    share(name, example) {
        return this.required(name, shareSuchAs(example), parseShare, 0);
    }
    /** As `share`; `null` where it is not given. */
    optionalShare(name, example) {
        return this.optional(name, shareSuchAs(example), parseShare);
    }
    /** A secret of this form, which no message shows; `null` where it is not given. */
    secret(name, form, expected) {
        const secret = this.text(name);
        if (secret !== '' && !form.test(secret)) {
            this.problem(name, `its value (not shown) has characters that no key has; expected ${expected}, such as: \${{ secrets.${name.toUpperCase().replaceAll('-', '_')} }}`);
        }
        return secret === '' ? null : secret;
    }
    /** Adds a problem: the text says what is wrong with the input, and what is expected. */
    problem(name, text) {
        this.problems.push({ name, text: `- ${name}: ${text}` });
    }
    /** Adds what is wrong between inputs, unless one of them is refused by itself. */
    compare(...comparisons) {
        const found = comparisons.filter(([names, contradict]) => contradict && this.accepted(...names));
        for (const [[name], , text] of found) {
            this.problem(name, text);
        }
    }
    /** Whether none of these inputs is refused, so that it makes sense to compare them. */
    accepted(...names) {
        return !this.problems.some(({ name }) => names.includes(name));
    }
    /** @throws Failure that names every refused input; nothing has been sent anywhere yet */
    refuse() {
        if (this.problems.length > 0) {
            throw new report_failure/* Failure */.HR('failed', 'Inputs refused', [
                `${this.problems.length === 1 ? 'An input is' : `${this.problems.length} inputs are`} refused; no request was sent.`,
                ...this.problems.map(({ text }) => text),
                'Next: correct them in the with: block of the step.',
            ]);
        }
    }
}
/** No more than the beginning of a value is shown; this much of it is looked through for secrets. */
const reader_LONGEST_READ = 10_000;
function shareSuchAs(example) {
    return `a number from 0 to 1, such as: ${example}`;
}
/** A refused value as it may be shown: without any query, which may hold a secret, and without user and password. */
function reader_shown(text) {
    const bare = text
        .slice(0, reader_LONGEST_READ)
        .replace(/\?.*$/s, '?\u2026')
        .replace(/[^\s/]+/g, withoutUser);
    // A secret is only recognised while it is whole, so it is taken out before the text is cut.
    const safe = withoutSecrets(bare);
    return quoted(safe.length > 200 ? `${safe.slice(0, 200)}\u2026` : safe);
}
function withoutUser(part) {
    const at = part.lastIndexOf('@');
    return at === -1 ? part : `\u2026${part.slice(at)}`;
}

;// CONCATENATED MODULE: ./src/inputs/which-project.ts
/**
 * The two inputs by which every action is told which project it is about.
 */


const which_project_EXPECTED = 'the name of a project, such as: Screws';
function readWhichProject(reader) {
    const id = reader.guid('project-id');
    const name = reader.optional('project-name', which_project_EXPECTED, parseName);
    return name === null ? { id: id ?? '' } : { name };
}
/** Exactly one of the two has to be given. */
function checkWhichProject(reader) {
    const [hasId, hasName] = ['project-id', 'project-name'].map((name) => reader.text(name) !== '');
    reader.compare([
        ['project-id', 'project-name'],
        hasId === false && hasName === false,
        `is missing, and so is project-name; expected ${reader_GUID}, or project-name`,
    ], [
        ['project-name', 'project-id'],
        hasId === true && hasName === true,
        'project-id is given as well; expected one of the two',
    ]);
}

;// CONCATENATED MODULE: ./src/inputs/checks.ts
/**
 * Checks whether the inputs fit together, and fit the runner.
 */








/**
 * Adds the problems that only show when inputs are compared with each other or with the environment.
 * @throws Failure in a workflow from a fork that lacks all credentials: everything else that is missing follows from it
 */
function checkTogether(inputs, reader, env) {
    const { endpoint, queue, container } = inputs;
    const hosts = [
        ['endpoint', endpoint],
        ['notification-queue-uri', queue.plain],
        ['export-model-container-uri', container.plain],
    ];
    checkHosts(hosts, reader);
    checkWhichProject(reader);
    checkTraining(inputs, reader);
    checkCredentials(inputs, reader, env);
    checkProxies(inputs, reader, env);
    checkUpload(inputs, reader, env);
}
function checkTraining(inputs, reader) {
    const { trainingType, reservedBudgetHours, timeoutMinutes, onTimeout } = inputs;
    reader.compare([
        ['reserved-budget-hours', 'training-type'],
        trainingType === 'Advanced' && reservedBudgetHours < 1,
        '0 is too little for training-type: Advanced; expected at least 1, such as: 1',
    ], [
        ['reserved-budget-hours', 'training-type'],
        trainingType === 'Regular' && reservedBudgetHours > 0,
        'a regular training has no budget; expected 0, or training-type: Advanced',
    ], [
        ['timeout-minutes', 'on-timeout'],
        timeoutMinutes === 0 && onTimeout === 'fail',
        '0 leaves no time to wait, and on-timeout is fail; expected at least 1, or on-timeout: detach to start and leave',
    ]);
}
function checkUpload(inputs, reader, env) {
    const tooLong = artifactNames(inputs.artifactName, inputs.platforms).find((name) => Buffer.byteLength(name) > LONGEST_NAME_BYTES);
    const uploads = uploadsArtifacts(inputs, env);
    const nowhere = (0,src_env/* given */.g)(env.ACT) === undefined
        ? 'a run on GitHub Actions, or: false'
        : 'false, for this is nektos/act, whose artifact server refuses uploads that name a MIME type';
    reader.compare([
        ['artifact-name', 'platforms'],
        tooLong !== undefined,
        `it is too long to have platform and flavor in it as well: ${tooLong}; expected a shorter name, such as: model.zip`,
    ], ...['ACTIONS_RUNTIME_TOKEN', 'ACTIONS_RESULTS_URL'].map((variable) => [
        ['upload-artifact'],
        uploads && (0,src_env/* given */.g)(env[variable]) === undefined,
        `the runner has not set ${variable}, so there is nowhere to upload to; expected ${nowhere}`,
    ]));
}
function checkProxies(inputs, reader, env) {
    const byTls = uploadsArtifacts(inputs, env) ? (0,proxies/* githubProxyByTls */.SO)(env.ACTIONS_RESULTS_URL, env) : undefined;
    if (checkProxy(reader, env) && byTls !== undefined) {
        reader.problem(byTls, `it names a proxy by https://, which GitHub\u2019s own packages cannot reach, and artifacts go by them; ${EXPECTED_PROXY}, or NO_PROXY with GitHub\u2019s hosts in it`);
    }
}
/** Whether this run uploads artifacts. */
function uploadsArtifacts({ uploadArtifact }, env) {
    return uploadArtifact && hasArtifactService(env);
}

;// CONCATENATED MODULE: ./src/inputs/gate.ts
function readThresholds(reader) {
    return {
        threshold: reader.share('metrics-threshold', 0.5),
        overlapThreshold: reader.share('metrics-overlap-threshold', 0.3),
    };
}
function readGate(reader) {
    const gate = {
        minimums: {
            precision: reader.optionalShare('minimum-precision', 0.9),
            recall: reader.optionalShare('minimum-recall', 0.9),
            averagePrecision: reader.optionalShare('minimum-average-precision', 0.9),
        },
        minimumFor: reader.choice('minimum-for', 'model', 'tags'),
        noWorseThan: reader.choice('no-worse-than', 'none', 'previous', 'published'),
        tolerance: reader.share('tolerance', 0.02),
    };
    // It would look like a gate and let everything pass.
    reader.compare([
        ['minimum-for', 'minimum-precision', 'minimum-recall', 'minimum-average-precision'],
        gate.minimumFor === 'tags' && Object.values(gate.minimums).every((least) => least === null),
        'tags asks for nothing without a minimum; expected one of minimum-precision, minimum-recall and minimum-average-precision as well, such as: minimum-recall: 0.8',
    ]);
    return gate;
}

;// CONCATENATED MODULE: ./src/inputs/iteration-choice.ts
/**
 * The input that names an iteration, in one of three ways.
 */


/** What is expected, and an example. */
const ITERATION_CHOICE = 'the id of an iteration (a GUID), newest, or published: and the name that it is published under, such as: published:production';
/** An id, `newest`, or `published:NAME`. */
function parseIteration(text) {
    if (text.toLowerCase() === 'newest') {
        return 'newest';
    }
    const published = /^published\s*:(.*)$/is.exec(text)?.[1]?.trim();
    if (published === undefined) {
        return { id: parseGuid(text) };
    }
    (0,service_url/* refuseIf */.QS)(published === '', 'it has no name after published:');
    return { publishName: parseName(published) };
}
/** As a user gives it. */
function formatIteration(choice) {
    if (choice === 'newest') {
        return choice;
    }
    return 'id' in choice ? choice.id : `published:${choice.publishName}`;
}

;// CONCATENATED MODULE: ./src/inputs/step-reader.ts
/**
 * The inputs of a step, of whichever action. The only file that asks the runner for them; what each means stands in the
 * action.yml of its action.
 */





/** @param mask is told every secret before anything is done with it */
function stepReader({ defaults, keys, urls }, mask, env) {
    const reader = new InputReader((name) => core/* getInput */.V4(name) || (defaults[name] ?? ''));
    const given = [...keys.map(reader.text), ...urls.map(reader.text).flatMap(secretsIn)];
    [...(0,proxies/* proxySecrets */.Wm)(env), ...identitySecrets(env), ...given].forEach(mask);
    return reader;
}

;// CONCATENATED MODULE: ./src/inputs/read-inputs.ts










/** The defaults of action.yml: an input that is given as an empty text counts as not given. */
const DEFAULTS = {
    'create-project': 'true',
    'replace-integration': 'false',
    platforms: 'ONNX',
    'training-type': 'Regular',
    'reserved-budget-hours': '0',
    'when-unchanged': 'reuse',
    'retry-failed': 'false',
    'metrics-threshold': '0.5',
    'metrics-overlap-threshold': '0.3',
    'minimum-for': 'model',
    'no-worse-than': 'none',
    tolerance: '0.02',
    'timeout-minutes': '330',
    'on-timeout': 'fail',
    'reconcile-minutes': '15',
    'upload-artifact': 'true',
    'artifact-name': 'custom-vision-model.zip',
    overwrite: 'false',
    'dry-run': 'false',
};
const KEYS = ['training-key', 'storage-account-key'];
const URLS = ['endpoint', 'notification-queue-uri', 'export-model-container-uri'];
/** What is expected of each input that has a form of its own, and an example. */
const read_inputs_EXPECTED = {
    domain: 'the name or id of a domain, such as: General (compact)',
    platforms: `some of ${PLATFORMS.join(', ')}, with or without a flavor, each once, one a line or separated by commas, such as: ONNX, TensorFlow/TensorFlowLite`,
    selectedTags: 'names or ids of tags, one a line or comma-separated, such as: bolt, nut',
    email: 'one e-mail address, such as: team@example.com',
    artifactName: 'a file name ending in .zip, such as: custom-vision-model.zip',
};
/**
 * @param mask is told every secret before anything is done with it
 * @param now in milliseconds since the epoch
 * @throws Failure `failed` that names every refused input
 */
function readInputs(mask, env, now = time_clock/* systemClock */.ml.now()) {
    const reader = stepReader({ defaults: DEFAULTS, keys: KEYS, urls: URLS }, mask, env);
    // It takes less of a SAS.
    const dryRun = reader.boolean('dry-run');
    const inputs = {
        ...readAccess(reader),
        ...read_inputs_readProject(reader),
        ...readStorage(reader, env, { now, dryRun }),
        ...readTraining(reader),
        ...readDelivery(reader),
        dryRun,
    };
    checkTogether(inputs, reader, env);
    reader.refuse();
    return inputs;
}
function read_inputs_readProject(reader) {
    return {
        project: readWhichProject(reader),
        createProject: reader.boolean('create-project'),
        domain: reader.optional('domain', read_inputs_EXPECTED.domain, parseName),
        classificationType: reader.text('classification-type') === ''
            ? null
            : reader.choice('classification-type', 'Multiclass', 'Multilabel'),
    };
}
function readStorage(reader, env, use) {
    return {
        ...storageUris(reader, env, use),
        storageAccountKey: readStorageKey(reader),
        replaceIntegration: reader.boolean('replace-integration'),
    };
}
function readTraining(reader) {
    return {
        trainingType: reader.choice('training-type', 'Regular', 'Advanced'),
        // The longest run that timeout-minutes allows could not wait for more.
        reservedBudgetHours: reader.integer('reserved-budget-hours', 0, 120, 1),
        selectedTags: reader.optional('selected-tags', read_inputs_EXPECTED.selectedTags, parseNames) ?? [],
        notificationEmail: reader.optional('notification-email', read_inputs_EXPECTED.email, parseEmail),
        whenUnchanged: reader.choice('when-unchanged', 'reuse', 'retrain', 'fail'),
        retryFailed: reader.boolean('retry-failed'),
        thresholds: readThresholds(reader),
        gate: readGate(reader),
        iterationId: reader.optional('iteration-id', ITERATION_CHOICE, parseIteration),
        keepIterations: reader.text('keep-iterations') === '' ? null : reader.integer('keep-iterations', 2, 20, 10),
        timeoutMinutes: reader.integer('timeout-minutes', 0, 7200, 330),
        onTimeout: reader.choice('on-timeout', 'fail', 'detach'),
        reconcileMinutes: reader.integer('reconcile-minutes', 0, 1440, 15),
    };
}
function readDelivery(reader) {
    const onnx = [{ platform: 'ONNX', flavor: null }];
    return {
        platforms: reader.required('platforms', read_inputs_EXPECTED.platforms, parsePlatforms, onnx),
        uploadArtifact: reader.boolean('upload-artifact'),
        artifactName: reader.required('artifact-name', read_inputs_EXPECTED.artifactName, parseArtifactName, ''),
        overwrite: reader.boolean('overwrite'),
        retentionDays: reader.text('retention-days') === '' ? null : reader.integer('retention-days', 1, 400, 30),
    };
}
function storageUris(reader, env, use) {
    const queue = readStorageUri('queue', reader, env, use);
    const container = readStorageUri('container', reader, env, use);
    // A domain of the user's own names no account: it stands for that of the other URI.
    return {
        queue: { ...queue, account: queue.account ?? container.account },
        container: { ...container, account: container.account ?? queue.account },
    };
}

;// CONCATENATED MODULE: ./src/report/refusal-table.ts
/** @returns `undefined` if the table does not have the code */
function adviceIn(table, code, subject) {
    const key = String(code);
    const [heading, steps] = Object.entries(table).find(([, codes]) => Object.hasOwn(codes, key)) ?? [];
    const next = steps?.[key];
    return next === undefined
        ? undefined
        : { heading: heading, next: typeof next === 'string' ? next : next(subject) };
}

;// CONCATENATED MODULE: ./src/custom-vision/publication-refusals.ts
const OTHER_RESOURCE = 'check prediction-resource-id: it is the Resource ID of a prediction resource (kind CustomVision.Prediction) that is there, in the region of the training resource, as the Azure portal shows it under Properties, or az cognitiveservices account show --name NAME --resource-group GROUP --query id --output tsv';
const OTHER_IMAGE = 'give another smoke-image: a JPEG, PNG, GIF or BMP of at most 6 MB that any program can show, neither longer than 10,240 pixels nor 25 times as long as wide';
const CHANGED = 'somebody else publishes in this project at the same time: see in the portal under Performance what is published, give the jobs that publish one concurrency group, and run again';
const NO_PREDICTION = 'run again later; if it stays so, the model cannot be asked at all: train and publish another iteration, or see whether the portal can test this one under Quick Test';
const NO_RIGHT = 'use the key, or give the workflow an identity with the role Cognitive Services Custom Vision Deployment, of the training resource that holds the project; with Entra ID, that identity also has to be able to read the prediction resource (role Reader)';
/** By the API's own code. */
const PUBLICATION_REFUSALS = {
    'Publish name refused': {
        BadRequestInvalidPublishName: 'choose another publish-name: letters, digits, blanks and dashes are safe, and no other iteration may bear it that this run has not seen',
    },
    'Prediction resource refused': {
        BadRequestInvalidPublishTarget: OTHER_RESOURCE,
        BadRequestSubscriptionApi: OTHER_RESOURCE,
        NotFoundApimSubscription: OTHER_RESOURCE,
    },
    'Published otherwise meanwhile': {
        BadRequestIterationIsPublished: CHANGED,
        BadRequestIterationNotPublished: CHANGED,
        Conflict: CHANGED,
        ConflictInvalid: CHANGED,
    },
    'Name not taken away': {
        BadRequestUnpublishFailed: 'run again; if it stays so, choose Unpublish in the portal under Performance, and then run again',
    },
    'Smoke image refused': {
        BadRequestImageStream: OTHER_IMAGE,
        BadRequestImageFormat: OTHER_IMAGE,
        BadRequestImageSizeBytes: OTHER_IMAGE,
        BadRequestImageDimensions: OTHER_IMAGE,
        BadRequestImageAspectRatio: OTHER_IMAGE,
        UnsupportedMediaType: OTHER_IMAGE,
    },
    'Iteration not found': {
        NotFoundProjectDefaultIteration: 'the iteration was deleted meanwhile: give another iteration-id',
    },
    'No prediction': {
        ErrorPrediction: NO_PREDICTION,
        ErrorPredictionServiceUnavailable: NO_PREDICTION,
        ErrorPredictionModelNotFound: NO_PREDICTION,
        ErrorPredictionModelNotCached: NO_PREDICTION,
        ErrorPredictionStorage: NO_PREDICTION,
    },
    'Key or role refused': {
        ForbiddenUserResource: NO_RIGHT,
        ForbiddenUserInsufficientCapability: NO_RIGHT,
        BadRequestCustomerManagedKeyRevoked: 'the resource keeps its data under a key of your own, which was revoked: let the resource use that key again, in its Key Vault',
    },
};

;// CONCATENATED MODULE: ./src/custom-vision/quota.ts
/** It says so with the time that is left, in days, hours, minutes and seconds: `2.12:34:56`. */
const USED_UP = /out of call volume quota(?:.{0,40}?\breplenished in (\d[\d.:]{1,16}\d))?/is;
/** @returns nothing where the error is no used-up quota */
function quotaAdvice({ httpStatus, detail }) {
    const [said, left] = (httpStatus === 403 ? USED_UP.exec(detail) : null) ?? [];
    const until = left === undefined ? 'until it is replenished' : `${left} (days.hours:minutes:seconds)`;
    return said === undefined
        ? undefined
        : {
            heading: 'Quota used up',
            next: `the calls that the resource has for this period are used up, key and role are not in question: wait ${until}, or raise the pricing tier from F0 to S0; a training that was started is picked up`,
        };
}

;// CONCATENATED MODULE: ./src/custom-vision/refusals.ts
/**
 * What the training API refused, and what the user can do about it.
 * Source of the codes: the published Swagger, definition `CustomVisionError`.
 */










const ADD_IMAGES = 'add images or tags in the project: classification needs at least 5 images of each of 2 tags (of one tag in a multilabel project), object detection 15 of each tag, and a negative tag does not count; then run again';
const NOT_THE_SERVICE = 'check endpoint: it is that of the training resource, of the form https://NAME.cognitiveservices.azure.com, and not the address of the portal; if it is right, a proxy, a sign-in page or a captive portal stands before it: let this runner through to that host';
const OTHER_PLATFORM = 'choose another entry for platforms: the service cannot export this model to that one';
const OTHER_PROJECT = 'check project-id (in the portal under the gear, "Project Id"), and that endpoint and key are those of the training resource that holds it';
/** Operations that are about no project: their 404 does not mean one. */
const OF_THE_RESOURCE = ['GetProjects', 'GetDomains', 'CreateProject'];
/** By the API's own code and, where that says nothing more, by HTTP status. */
const REFUSALS = {
    'Too few images or tags': {
        BadRequestTrainingValidationFailed: ADD_IMAGES,
        BadRequestClassificationTrainingValidationFailed: ADD_IMAGES,
        BadRequestMultiClassClassificationTrainingValidationFailed: ADD_IMAGES,
        BadRequestMultiLabelClassificationTrainingValidationFailed: ADD_IMAGES,
        BadRequestDetectionTrainingValidationFailed: ADD_IMAGES,
    },
    'Too many iterations': {
        BadRequestExceedIterationPerProjectLimit: 'a project keeps at most 20 iterations: delete the oldest unpublished ones that nobody needs, in the portal under Performance or with az rest as docs/TROUBLESHOOTING.md shows, and run again; or give keep-iterations, without which nothing is ever deleted for you',
    },
    'Quota used up': {
        BadRequestExceededQuota: 'a quota of the resource is used up: wait, or raise the pricing tier from F0 to S0',
        BadRequestExceedProjectLimit: 'the resource has as many projects as its pricing tier allows: delete one in the portal, or raise the tier from F0 to S0',
        BadRequestExceedTagPerProjectLimit: 'the project has as many tags as the pricing tier of the resource allows: delete some in the portal, or raise the tier from F0 to S0',
    },
    'Platform not possible': {
        BadRequestExportValidationFailed: OTHER_PLATFORM,
        BadRequestProjectUnsupportedExportPlatform: OTHER_PLATFORM,
        BadRequestExportPlatformNotSupportedForAdvancedTraining: 'choose another entry for platforms, or training-type: Regular: the service cannot export a model of an advanced training to that one',
    },
    'Advanced training not possible': {
        BadRequestDomainNotSupportedForAdvancedTraining: 'use training-type: Regular, or change the domain of the project: this one has no advanced training',
        BadRequestReservedBudgetInHoursNotEnoughForAdvancedTraining: 'raise reserved-budget-hours',
    },
    'Storage URI refused': {
        BadRequestInvalidUri: 'check that queue and container exist, that both URIs are of the form https://ACCOUNT.queue.core.windows.net/NAME and https://ACCOUNT.blob.core.windows.net/NAME, and that the managed identity of the training resource holds Storage Queue Data Contributor and Storage Blob Data Contributor there',
    },
    'Request refused': { BadRequestInvalidEmailAddress: 'check notification-email' },
    'Project name refused': {
        BadRequestProjectName: 'choose another project-name',
        BadRequestProjectNameNotUnique: 'the name is taken, but no project of this very name is listed: look in the portal how it is written (upper and lower case count), or give its project-id',
    },
    'Project is read-only': {
        ForbiddenDRModeEnabled: 'the project is read-only while the service recovers from a disaster: run again later',
    },
    'Project not found': { NotFoundProject: OTHER_PROJECT, NotFound: OTHER_PROJECT },
    'Negative tag': {
        BadRequestDetectionTrainingNotAllowNegativeTag: 'delete the negative tag of the project in the portal, for object detection takes none: whatever an image shows outside of its regions is negative; then run again',
    },
    'Wrong domain': {
        BadRequestRetiredDomainNotSupportedForTraining: 'change the domain in the settings of the project to one that is not retired; or give iteration-id, to deliver a model that is trained already',
    },
    'Iteration not found': {
        NotFoundIteration: 'the iteration was deleted meanwhile: run again',
        BadRequestIterationIsNotTrained: 'the iteration is not trained any more, or was trained anew meanwhile: run again',
    },
    'Key or role refused': {
        PermissionDenied: (error) => `${giveRole(error)}; a new role takes some minutes`,
        401: 'check training-key (Key 1 or 2 of the training resource, not of the prediction resource), and that endpoint is of the same resource; with Entra ID, that the resource is in the tenant of the login',
        403: (error) => `check the network rules of the resource, or ${giveRole(error)}`,
    },
    'Wrong endpoint': {
        404: 'check endpoint: it is that of the training resource, such as https://NAME.cognitiveservices.azure.com',
    },
    'Rate limit used up': {
        429: 'the rate limit of the resource is used up: run fewer jobs at once that ask it, or run again later',
    },
};
function giveRole({ operation, leastRole }) {
    const role = operation === 'CreateProject'
        ? 'Contributor on the resource: the role Trainer may not create projects'
        : `${leastRole} on the resource`;
    return `give the identity of this workflow the role Cognitive Services Custom Vision ${role}`;
}
/** What the user can do about an answer, or about none. */
function adviceFor(error) {
    if (error.proxy !== undefined) {
        return { heading: 'No way through the proxy', next: (0,proxies/* proxyAdvice */.ZV)(error.proxy, error.httpStatus) };
    }
    if (error.cause instanceof foreign_answer/* ForeignAnswer */.J6) {
        return { heading: 'Something else answered', next: NOT_THE_SERVICE };
    }
    const quota = quotaAdvice(error);
    if (quota !== undefined) {
        return quota;
    }
    const ofResource = OF_THE_RESOURCE.includes(error.operation) && error.code === 'NotFound';
    // The API names what it did not find; a 404 without such a code is the gateway's.
    const ofApi = error.httpStatus === 404 && /^NotFound./.test(error.code ?? '');
    const known = (ofResource ? undefined : adviceIn(REFUSALS, error.code, error)) ??
        adviceIn(PUBLICATION_REFUSALS, error.code, error) ??
        (ofApi ? undefined : adviceIn(REFUSALS, error.httpStatus, error));
    if (known !== undefined) {
        return known;
    }
    if (error.httpStatus === null) {
        const next = (0,connection_errors/* networkAdvice */.B0)(error) ?? 'check endpoint and the network of the runner, then run again';
        return { heading: 'Service out of reach', next };
    }
    return error.answerLost
        ? {
            heading: 'Service in trouble',
            next: 'the service is in trouble: run again later; what a run has begun is picked up',
        }
        : { heading: 'Request refused', next: 'see what the service says above; then run again' };
}
/**
 * Explains a refusal or a missing answer.
 * @param doing what the action was doing to which object; it follows "Could not "
 * @param found lines that say more about it, without raw foreign text
 */
function serviceFailure(doing, error, status = 'failed', found = []) {
    if (error.cause instanceof sign_in_error/* SignInError */.J) {
        return (0,sign_in_error/* signInFailure */.V)(doing, error.cause);
    }
    const { heading, next } = adviceFor(error);
    return new report_failure/* Failure */.HR(status, heading, [
        `Could not ${doing}: ${whatArrived(error)}.`,
        ...(error.detail === '' ? [] : [foreign(error.detail)]),
        ...(error.requestId === null ? [] : [`Request id, for support:`, foreign(error.requestId)]),
        ...found,
        `Next: ${next}.`,
    ], { cause: error });
}
function whatArrived({ httpStatus, code, proxy, cause }) {
    const answer = [httpStatus?.toString(), code].filter((part) => part != null).join(' ');
    if (answer === '') {
        return 'no answer arrived';
    }
    if (proxy !== undefined) {
        return `the proxy answered ${answer}`;
    }
    return cause instanceof foreign_answer/* ForeignAnswer */.J6
        ? `something else answered for ${cause.host}`
        : `the service answered ${answer}`;
}
/** Does something at the service. @throws Failure instead of ServiceError, with `doing` as in `serviceFailure` */
async function explained(doing, action) {
    return await action().catch((error) => {
        throw error instanceof service_error/* ServiceError */._7 ? serviceFailure(doing, error) : error;
    });
}

;// CONCATENATED MODULE: ./src/train/room.ts
/**
 * `keep-iterations`: which iterations make room for the next one. A plan only, made of what a project lists.
 */


/** The service keeps no more of a project, and refuses to train then. */
const MOST_OF_SERVICE = 20;
/**
 * @param all the project's iterations, in any order
 * @param keep how many there may be, that of the training included: at least 2
 */
function planRoom(all, keep) {
    const listed = newestFirst(all).filter(({ state }) => state !== 'new');
    const [newestTrained, beforeThat] = listed.filter(({ state }) => state === 'completed');
    // If nothing changed, the newest one is used and compared with the one before it. A newest one that failed tells the
    // service that nothing changed since: it would train again, for money, if that were gone.
    const spared = [listed[0], newestTrained, beforeThat];
    const before = over(Math.min(keep, MOST_OF_SERVICE - 1), listed, spared);
    const left = listed.filter((iteration) => !before.includes(iteration));
    // The next one is compared with the newest that is trained.
    const onceBegun = over(keep - 1, left, [newestTrained]);
    return { before, onceBegun, stay: Math.max(0, left.length - onceBegun.length - (keep - 1)) };
}
/** Whether nobody uses an iteration, as far as it tells: it is not published, and its training is over. */
function isDeletable({ state, publishName }) {
    return (state === 'completed' || state === 'failed') && publishName === null;
}
/** An iteration that is deleted, or is to be, in a line for the user. */
function describedDeletion({ id, name, state, created }) {
    const what = state === 'failed' ? 'its training failed' : 'trained';
    return foreign(`${id} ${name} (${what}, made ${new Date(created).toISOString()})`);
}
/** @param listed the newest first; of one whose `created` the service does not say, nobody knows how old it is */
function over(most, listed, spared) {
    return listed
        .filter((iteration) => isDeletable(iteration) && !spared.includes(iteration) && iteration.created > 0)
        .reverse()
        .slice(0, Math.max(0, listed.length - most));
}

;// CONCATENATED MODULE: ./src/train/refusals.ts
/**
 * Why the service trains nothing, or why a training failed: lines for the message of a failure that stands already. So
 * the run reads what they need only once, and gives up soon.
 * Source of the minima: the service's documentation, "5 images per tag" for classification, 15 for object detection.
 */






const LONGEST_LOOK_MS = 10_000;
/** A project may have hundreds of tags. */
const MOST_TAGS_LISTED = 20;
const MOST_ITERATIONS_LISTED = 10;
/** What a training needs. A negative tag does not count as a tag. */
const LEAST = {
    Multiclass: { tags: 2, images: 5, needs: 'classification needs 2 tags, and at least 5 images of each' },
    Multilabel: {
        tags: 1,
        images: 5,
        needs: 'classification needs 2 tags, in a multilabel project one, and at least 5 images of each',
    },
    ObjectDetection: { tags: 1, images: 15, needs: 'object detection needs at least 15 images of each tag' },
};
/**
 * What the project has, if the service refused a training because of too few images or too many iterations.
 */
async function whyRefused(error, { selectedTags, refusedRoom }, { customVision, workflow }) {
    switch (adviceFor(error).heading) {
        case 'Too few images or tags':
            return await customVision.getTags(null, LONGEST_LOOK_MS).then((tags) => imageCounts(tags.filter(({ id, negative }) => !negative && (selectedTags.length === 0 || selectedTags.includes(id)))), (trouble) => [(0,service_error/* notRead */.Qk)('How many images each tag has', trouble)]);
        case 'Negative tag':
            return await customVision.getTags(null, LONGEST_LOOK_MS).then((tags) => tags.filter(({ negative }) => negative).map(({ id, name }) => foreign(`${name} (${id})`)), (trouble) => [(0,service_error/* notRead */.Qk)('Which tag that is', trouble)]);
        case 'Too many iterations': {
            const { runId } = await workflow();
            // They are read anew, since what is published may have changed since the run began.
            const deletable = await customVision.getIterations(LONGEST_LOOK_MS).then((all) => deletableIterations(all, runId), (trouble) => [(0,service_error/* notRead */.Qk)('Which iterations could be deleted', trouble)]);
            return refusedRoom.length === 0
                ? deletable
                : ['The service did not delete these for keep-iterations:', ...refusedRoom, ...deletable];
        }
        default:
            return [];
    }
}
/** Why a training failed, in safe lines: what the service says, and the images if they were too few. */
async function failureDetails(iteration, customVision) {
    const { trainingErrorDetails } = iteration;
    return [
        ...(trainingErrorDetails === null ? [] : [foreign(trainingErrorDetails)]),
        ...(await tooFewImages(iteration, customVision)),
    ];
}
/**
 * The images of each tag as they were when a training that failed began.
 * @returns nothing if there were enough images, or if that cannot be told
 */
async function tooFewImages({ id, domainId }, customVision) {
    try {
        const [all, project, domains] = await Promise.all([
            customVision.getTags(id, LONGEST_LOOK_MS),
            customVision.getProject(undefined, LONGEST_LOOK_MS),
            customVision.getDomains(LONGEST_LOOK_MS),
        ]);
        return fewImages(all, domains.find((one) => one.id === (domainId ?? project.domainId)), project);
    }
    catch {
        return [];
    }
}
/**
 * Says so if the images of the tags may be too few for a training.
 * @param domain `undefined`: nothing is known of what it needs
 */
function fewImages(all, domain, project) {
    const least = domain && leastOf(domain, project);
    const tags = all.filter(({ negative }) => !negative);
    const enough = least === undefined ||
        (tags.length >= least.tags && tags.every(({ imageCount }) => (imageCount ?? Infinity) >= least.images));
    return enough ? [] : [`These may be too few images: ${least.needs}.`, ...imageCounts(tags)];
}
/** What a project is for, the type of its domain says: one of object detection has a classification type as well. */
function leastOf({ type }, { classificationType }) {
    if (type === 'ObjectDetection') {
        return LEAST.ObjectDetection;
    }
    return type === 'Classification'
        ? LEAST[classificationType === 'Multilabel' ? 'Multilabel' : 'Multiclass']
        : undefined;
}
function imageCounts(tags) {
    if (tags.length === 0) {
        return ['There are no tags.'];
    }
    const lines = [...tags]
        .sort((a, b) => (a.imageCount ?? Infinity) - (b.imageCount ?? Infinity))
        .map(({ name, imageCount }) => foreign(`${imageCount ?? 'unknown'}: ${name}`));
    return ['Images of each tag, the fewest first:', ...(0,report_failure/* shortened */.vI)(lines, MOST_TAGS_LISTED)];
}
/**
 * Which iterations of a full project the user could delete. Without `keep-iterations` the action only names them.
 * @param runId of this workflow run: another job of it may be exporting what it has trained, so that is not named
 */
function deletableIterations(all, runId) {
    const inUse = newest(all.filter(({ state }) => state === 'completed'));
    const deletable = newestFirst(all)
        .reverse()
        .filter((iteration) => isDeletable(iteration) && iteration !== inUse && !iteration.name.startsWith(`gh-${runId}-`));
    if (deletable.length === 0) {
        return [
            `None of the ${all.length} iterations can be deleted just so: they are published, being trained, of this workflow run, or the newest that is trained. Take one back from where it is published first, or train in another project.`,
        ];
    }
    // When a training failed, no answer says.
    const lines = deletable.map(({ id, name, state, trainedAt }) => {
        const day = trainedAt === null ? '' : `, ${new Date(trainedAt).toISOString().slice(0, 10)}`;
        return foreign(`${id} ${name} (${state === 'failed' ? 'its training failed' : `trained${day}`})`);
    });
    return [
        'These could be deleted, the oldest first; they are not published, and none is the newest that is trained:',
        ...(0,report_failure/* shortened */.vI)(lines, MOST_ITERATIONS_LISTED),
    ];
}

;// CONCATENATED MODULE: ./src/wait/awaited.ts

/** Rule 2: a `Retry-After` is respected for up to this long, since a notification may come earlier. */
const awaited_LONGEST_RETRY_AFTER_MS = 120_000;
/** A login that is refused once may be a mistake; one that is refused for this long is refused for good. */
const LOGIN_PATIENCE_MS = 30_000;
/** Rule 7: the last question, at the deadline, may take this long with all its repetitions. */
const LAST_ANSWER_MS = 10_000;
const LAST_PAUSE_MS = 1_000;
/**
 * The function that it returns asks once; at the deadline, it asks until the service has answered, because a connection
 * that breaks just then must not make a time-out of a training that is done.
 * @throws what `ask` throws, except for passing trouble; the signal's reason
 */
function patientQuestion({ ask, what }, run) {
    const { clock, deadline, signal } = run;
    let noLoginSince;
    const once = async (mostMs) => {
        try {
            const found = await ask(mostMs);
            noLoginSince = undefined;
            return { found, known: true, retryAfterMs: 0 };
        }
        catch (error) {
            if (!(error instanceof service_error/* ServiceError */._7)) {
                throw error;
            }
            noLoginSince = error.unsent === 'for good' ? (noLoginSince ?? clock.now()) : undefined;
            const passes = noLoginSince === undefined ? error.transient : clock.now() - noLoginSince < LOGIN_PATIENCE_MS;
            if (!passes) {
                throw error;
            }
            warnOnce(what, error, run);
            const retryAfterMs = Math.min(error.retryAfterMs ?? 0, awaited_LONGEST_RETRY_AFTER_MS);
            return { found: undefined, known: false, retryAfterMs };
        }
    };
    return async (timedOut) => {
        const until = timedOut ? clock.now() + LAST_ANSWER_MS : deadline.at;
        for (let pauseMs = LAST_PAUSE_MS;; pauseMs *= 2) {
            const answer = await once(until - clock.now());
            if (answer.known || !timedOut || clock.now() + pauseMs >= until) {
                return answer;
            }
            await clock.sleep(pauseMs, signal);
        }
    };
}
function warnOnce(what, error, { report, warned }) {
    const title = 'Service could not be asked';
    if (!warned.has(title)) {
        warned.add(title);
        report.warning(title, [
            `Could not ask about ${what}: ${(0,service_error/* serviceTrouble */.fk)(error)}.`,
            'Next: nothing for now, the run goes on and asks again; if it times out, see that the runner reaches the service, and run again.',
        ]);
    }
}

;// CONCATENATED MODULE: ./src/wait/heartbeat.ts
/**
 * Signs of life in the log of a long wait: every minute for ten minutes, then every five.
 */

const OFTEN_MS = 60_000;
const SELDOM_MS = 300_000;
const OFTEN_FOR_MS = 600_000;
/**
 * Starts counting.
 * @param usualMs how long such a thing took before, if that is known
 * @returns a function that writes a line if one is due
 */
function heartbeat(what, usualMs, { clock, report }) {
    const started = clock.now();
    let dueMs = OFTEN_MS;
    return () => {
        const waited = clock.now() - started;
        if (waited < dueMs) {
            return;
        }
        // Due at a full minute since the start: if it were counted from the last line, each would be some seconds later.
        const step = waited < OFTEN_FOR_MS ? OFTEN_MS : SELDOM_MS;
        dueMs = (Math.floor(waited / step) + 1) * step;
        const restMs = (usualMs ?? 0) - waited;
        const rest = restMs > 0 ? `, likely ${(0,time_clock/* formatDuration */.a3)(restMs)} more, as before` : '';
        report.info(`Still waiting for ${what}: ${(0,time_clock/* formatDuration */.a3)(waited)}${rest}.`);
    };
}

;// CONCATENATED MODULE: ./src/wait/questions.ts
/**
 * When a wait asks the service: after a notification, in silence, while a crowd blocks the view, and never before the
 * service wants to be asked again. A notification only means "ask now", the answer is the truth (rules 2, 6 and 7 of
 * docs/WAIT.md).
 */

/** Rule 2: the notification may be ahead of the state, so the wait asks again so long after it. */
const FOLLOW_UP_MS = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000];
/**
 * Rule 2: each question that a notification caused in vain lengthens the pause before the next question, so that a flood
 * of forged notifications does not become a flood of questions.
 */
const REST_PER_VAIN_QUESTION_MS = 100;
const LONGEST_REST_MS = 30_000;
const FIRST_SILENCE_MS = 120_000;
const SHORTEST_SILENCE_MS = 60_000;
const SHORTEST_BLOCKED_MS = 30_000;
class Questions {
    run;
    started;
    /** When to ask because of a notification, the next first. */
    followUps = [];
    vainQuestions = 0;
    lastAsked;
    /** The wait does not ask before this, whatever happens. */
    notBefore = -Infinity;
    silenceEnds;
    /** 0\u20131: how long this wait bears a blocked view. */
    patience;
    constructor(run) {
        const { inbox, clock, random, reconcileMs } = run;
        this.run = run;
        this.started = clock.now();
        this.lastAsked = this.started;
        this.silenceEnds = this.started + silenceMs(null, !inbox.doubtful, reconcileMs, random());
        this.patience = random();
    }
    /** Takes note of a look. @param heard whether it showed a notification that was not heard before */
    looked(heard) {
        const { inbox, clock, report } = this.run;
        const now = clock.now();
        if (heard) {
            inbox.proven = true;
            if (this.followUps.length === 0) {
                report.info(`A notification arrived after ${(0,time_clock/* formatDuration */.a3)(now - this.started)}.`);
            }
            this.followUps = [now, ...FOLLOW_UP_MS.map((ms) => now + ms)];
        }
        if (inbox.doubtful) {
            this.silenceEnds = Math.min(this.silenceEnds, now + SHORTEST_SILENCE_MS);
        }
    }
    /** When to ask next, by the run's clock. */
    get dueAt() {
        return Math.max(this.notBefore, Math.min(this.followUpAt, this.silenceEnds, this.blockedUntil));
    }
    /**
     * Asks, and plans the next question by the answer.
     * @returns what was found
     */
    async ask(question) {
        const { inbox, clock, random, reconcileMs } = this.run;
        const now = clock.now();
        const byNotification = now >= this.followUpAt;
        this.followUps = this.followUps.filter((at) => at > now);
        const { found, known, retryAfterMs } = await question();
        if (found !== undefined) {
            // Rule 7: a wait that ends without a notification makes it doubtful that notifications arrive.
            inbox.proven &&= byNotification;
            inbox.endedUnheard ||= !byNotification;
            return found;
        }
        this.lastAsked = clock.now();
        // Rule 6: drawn anew each time, so that runs that are blocked by the same crowd do not ask in step.
        this.patience = random();
        this.vainQuestions += byNotification ? 1 : 0;
        const restMs = Math.min(this.vainQuestions * REST_PER_VAIN_QUESTION_MS, LONGEST_REST_MS);
        this.notBefore = this.lastAsked + Math.max(restMs, retryAfterMs);
        const sure = known && !inbox.doubtful;
        this.silenceEnds = this.lastAsked + silenceMs(this.lastAsked - this.started, sure, reconcileMs, random());
        return undefined;
    }
    get followUpAt() {
        return this.followUps[0] ?? Infinity;
    }
    get blockedUntil() {
        const { inbox, clock, reconcileMs } = this.run;
        return inbox.blockedSince === undefined
            ? Infinity
            : Math.max(inbox.blockedSince, this.lastAsked) +
                blockedMs(clock.now() - this.started, reconcileMs, this.patience);
    }
}
/**
 * Rule 7: how long a wait bears silence before it asks: two minutes at first, then half the time waited so far, at most
 * `reconcileMs`; one minute while it is not sure that notifications arrive.
 * @param waitedMs the time waited when the service was last asked; `null` if it was not asked yet
 */
function silenceMs(waitedMs, sure, reconcileMs, random) {
    const patient = waitedMs === null ? FIRST_SILENCE_MS : Math.max(SHORTEST_SILENCE_MS, waitedMs / 2);
    const longest = sure ? Math.min(patient, reconcileMs ?? Infinity) : SHORTEST_SILENCE_MS;
    return (sure && reconcileMs === null ? Infinity : longest) * (0.8 + 0.4 * random);
}
/** Rule 6: how long a wait bears a crowd that hides what is behind it before it asks. */
function blockedMs(waitedMs, reconcileMs, random) {
    const patient = Math.max(SHORTEST_BLOCKED_MS, waitedMs / 10);
    return Math.min(patient, reconcileMs ?? Infinity) * (0.5 + random);
}

;// CONCATENATED MODULE: ./src/wait/wait.ts
/**
 * Waits for a training or an export to end: a notification wakes the run, the service's state decides. The wait keeps
 * the nine rules of docs/WAIT.md.
 */





/**
 * Looks at the queue, hears what is ours, asks the service if a question is due, and sleeps.
 * @returns what `ask` first finds
 * @throws Failure `timed-out` at the deadline; what `ask` throws, except for passing trouble; the signal's reason
 */
async function waitFor(awaited, run) {
    const { inbox, clock, deadline, signal, report, random } = run;
    const started = clock.now();
    const beat = heartbeat(awaited.what, awaited.usualMs, run);
    const tellOverdue = overdueWarning(awaited.overdue, run);
    const question = patientQuestion(awaited, run);
    const questions = new Questions(run);
    const subscription = inbox.expect(awaited.isOurs, awaited.since);
    let lastLook = inbox.lookedAt;
    let pauseMs = 0;
    report.info(`Waiting for ${awaited.what}.`);
    for (;;) {
        // Rule 8: a look of another wait of this run serves this one as well.
        if (inbox.lookedAt === lastLook || clock.now() >= inbox.lookedAt + pauseMs) {
            await inbox.look(signal);
        }
        lastLook = inbox.lookedAt;
        questions.looked(subscription.take());
        // Rule 7: the run asks once more before it declares a time-out.
        const timedOut = deadline.passed;
        if (timedOut || clock.now() >= questions.dueAt) {
            const found = await questions.ask(() => question(timedOut));
            if (found !== undefined) {
                subscription.ended = true;
                return found;
            }
        }
        tellOverdue();
        if (timedOut) {
            throw timeOut(`Waited ${(0,time_clock/* formatDuration */.a3)(clock.now() - started)} for ${awaited.what}`);
        }
        beat();
        pauseMs = inbox.pace.pauseMs(clock.now() - started, random());
        const wakeAt = Math.min(lastLook + pauseMs, questions.dueAt, deadline.at);
        const sleepMs = Math.max(0, wakeAt - clock.now());
        inbox.tellSight(sleepMs, report);
        await subscription.sleep(sleepMs, clock, signal);
    }
}
/** @returns a function that warns, once, if what is awaited runs for longer than it can */
function overdueWarning(overdue, { clock, report }) {
    let due = overdue;
    return () => {
        const now = clock.now();
        if (due !== undefined && now >= due.at) {
            report.warning(due.heading, due.lines(now));
            due = undefined;
        }
    };
}
/** How its message ends. A run that detaches ends as its user wanted, so it says nothing of how to. */
const NEXT = 'Next: run the workflow again, it picks up where this run stopped';
const AFTER_TIME_OUT = `${NEXT}; or raise timeout-minutes. With on-timeout: detach such a run ends green.`;
/** The same end of a run, as `on-timeout: detach` tells it. */
function detached({ status, headings, message, cause }) {
    return new report_failure/* Failure */.HR(status, headings, [message.replaceAll(AFTER_TIME_OUT, `${NEXT}.`)], { cause });
}
/** @param what was going on, such as "Waited 5 min for the training of \u2026" */
function timeOut(what) {
    return new report_failure/* Failure */.HR('timed-out', 'Timed out', [
        `${what}, and timeout-minutes is used up. What was started at the service goes on.`,
        AFTER_TIME_OUT,
    ]);
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./src/train/iteration-name.ts
/**
 * The names of iterations. They tell users of the portal, and a later attempt, which workflow run trained what.
 */




/** The service takes no name twice in a project: a run that trains once more, after a failure, counts on from 2. */
const MOST_OF_A_NAME = 9;
/** `gh-<run id>-<8 hex digits of the training inputs>`; one that is taken gets `-2` and so on behind it. */
function iterationName(runId, inputs) {
    return `gh-${runId}-${inputsDigest(inputs)}`;
}
/** Whether some run of this action gave the iteration its name, right after it had started the training. */
function isNamedByRun({ name }) {
    return name.startsWith('gh-');
}
/** Who started the training of an iteration, as far as its name tells. It goes on after "the training". */
function startedBy({ name }) {
    const run = /^gh-(\d+)-/.exec(name)?.[1];
    return run === undefined
        ? 'that no run of this action has given its name (the portal or another program may have started it)'
        : `that workflow run ${run} of GitHub started`;
}
/** Whether an iteration was trained with other inputs, by its name. A name that somebody else chose tells nothing. */
function tellsOtherInputs(name, inputs) {
    const digest = digestIn(name);
    return digest !== undefined && digest !== inputsDigest(inputs);
}
/**
 * What earlier attempts of this workflow run have trained with the same inputs, or are training still.
 * @param name as `iterationName` makes it
 */
function ofEarlierAttempts(name, all) {
    const isOfName = (given) => given.startsWith(name) && /^(-\d)?$/.test(given.slice(name.length));
    return all.filter(({ state, name: given }) => state !== 'new' && isOfName(given));
}
/** The newest of them. @param failedToo whether one whose training failed counts */
function ofEarlierAttempt(name, all, failedToo = false) {
    return newest(ofEarlierAttempts(name, all).filter(({ state }) => failedToo || state !== 'failed'));
}
/** Names an iteration. A refusal does not matter: a name is a convenience, and may be taken. */
async function nameIteration({ id, state }, name, { customVision, report }) {
    for (let count = 1; count <= MOST_OF_A_NAME; count += 1) {
        try {
            await customVision.renameIteration(id, count === 1 ? name : `${name}-${count}`);
            return;
        }
        catch (error) {
            if (!(error instanceof service_error/* ServiceError */._7)) {
                throw error;
            }
            report.debug(`iteration ${id} (${state}) was not named ${name}: ${error.message}`);
            if (error.code !== 'BadRequestIterationNameNotUnique') {
                return;
            }
        }
    }
}
function inputsDigest({ trainingType, reservedBudgetHours, selectedTags }) {
    const inputs = JSON.stringify([trainingType, reservedBudgetHours, [...selectedTags].sort()]);
    return (0,external_node_crypto_.createHash)('sha256').update(inputs).digest('hex').slice(0, 8);
}

;// CONCATENATED MODULE: ./src/train/training-time.ts
/**
 * How long trainings take. No answer of the service says when a training began: `created` is when the one before it did,
 * because the service makes the next iteration, blank, the moment a training begins.
 */




const HOUR_MS = 3_600_000;
/** A regular training takes minutes, and hours where it has to queue. */
const LONGEST_REGULAR_MS = 24 * HOUR_MS;
/** An advanced one ends when its budget is used up, and may have to queue as well. */
const LONGEST_QUEUE_MS = HOUR_MS;
/**
 * The median of what earlier trainings of the same kind took.
 * @returns `undefined` if that is known of none
 */
function usualTrainingMs(iteration, all) {
    const others = all.filter(({ id }) => id !== iteration.id);
    const durations = others
        .filter((other) => isOfKind(other, iteration))
        .map((other) => (other.trainedAt ?? -Infinity) - (began(other, [...others, iteration]) ?? Infinity))
        // The service trains one iteration of a project at a time: where the next one was deleted, the one after it was made
        // only when this training had ended, so that nothing is known of it.
        .filter((ms) => ms > 0)
        .sort((a, b) => a - b);
    return durations[Math.floor(durations.length / 2)];
}
/** When a training that is over began, or one that runs: the next iteration was made then, if it is listed. */
function began({ created }, all) {
    return newestFirst(all).findLast((other) => other.created > created)?.created;
}
/**
 * When the training of an iteration that runs began at the latest, as far as the service tells: the begin changes the
 * iteration, and so may other things after it.
 */
function beganBy({ created, lastModified }) {
    return lastModified !== null && lastModified > created ? lastModified : null;
}
function isOfKind(one, other) {
    return ((one.trainingType ?? other.trainingType) === (other.trainingType ?? one.trainingType) &&
        (one.reservedBudgetHours ?? other.reservedBudgetHours) ===
            (other.reservedBudgetHours ?? one.reservedBudgetHours));
}
/**
 * What is said of a training that runs for longer than it can.
 * @param now in milliseconds since the epoch
 */
function overdueTraining({ iteration, began: asked }, now) {
    const { id, name, reservedBudgetHours } = iteration;
    const since = asked ?? Math.min(beganBy(iteration) ?? now, now);
    const advanced = iteration.trainingType === 'Advanced' && reservedBudgetHours !== null;
    const longestMs = advanced ? reservedBudgetHours * HOUR_MS + LONGEST_QUEUE_MS : LONGEST_REGULAR_MS;
    return {
        heading: 'Training takes too long',
        at: since + longestMs,
        lines: (at) => [
            `The training of iteration ${id} has run since ${new Date(since).toISOString()}${asked === null ? ' at least' : ''}, for ${(0,time_clock/* formatDuration */.a3)(at - since)}: longer than ${advanced ? `its budget of ${reservedBudgetHours} h` : 'a regular training takes'}.`,
            ...(asked === null
                ? [`It is one ${startedBy(iteration)}. Its name:`, foreign(name)]
                : ['This run started it.']),
            'Next: look at it in the portal; no operation of the service cancels a training, so if it does not end, ask the support of Azure with the ids of project and iteration, and train in another project meanwhile. The run goes on waiting.',
        ],
    };
}

;// CONCATENATED MODULE: ./src/train/training-end.ts
/**
 * Waits for the end of a training, and tells a trained iteration from a failed one.
 */





/**
 * Sets the outputs about the iteration. A step does so before it waits, since a killed run leaves only what it wrote.
 * @param trained whether this run started the training
 */
function setIteration({ id }, trained, { outputs }) {
    outputs.set('iterationId', id);
    outputs.set('trained', String(trained));
}
/**
 * Takes a training that has ended for what it is.
 * @param wayOut how to train the same once more, to go on after "Next: "
 * @throws Failure `training-failed` if it did not end Completed
 */
async function trained(ended, wayOut, run) {
    if (ended.state === 'failed') {
        throw new report_failure/* Failure */.HR('training-failed', 'Training failed', [
            `The training of iteration ${ended.id} failed${ended.trainingErrorDetails === null ? ', the service gives no details.' : '. The service says:'}`,
            ...(await failureDetails(ended, run.customVision)),
            `Next: look at the images and tags of the project in the portal, change what is wrong, and run again (the service trains nothing as long as nothing has changed since); ${wayOut}.`,
        ]);
    }
    run.report.info(`Iteration ${ended.id} is trained.`);
    return ended;
}
/**
 * Returns when the training has ended, well or not, and at once if it had ended already.
 * @param known other iterations, for how long a training may take
 * @throws Failure `timed-out`
 */
async function trainingEnd(training, known, run) {
    const { iteration, began } = training;
    const { id, created } = iteration;
    const { customVision, clock, inbox } = run;
    const isOurs = (notification) => notification.type === 'Training' &&
        notification.iterationId === id &&
        notification.projectId === customVision.projectId;
    if (hasEnded(iteration)) {
        // An earlier attempt may have left the message.
        inbox.claim(isOurs);
        return iteration;
    }
    const what = `the training of iteration ${id}`;
    const usualMs = began === null ? undefined : usualTrainingMs(iteration, [...known]);
    return await explained(`wait for ${what}`, () => waitFor({
        what,
        isOurs,
        ask: async (mostMs) => {
            const now = await customVision.getIteration(id, mostMs);
            return hasEnded(now) ? now : undefined;
        },
        // No training begins before its iteration is made.
        since: began ?? created,
        usualMs,
        overdue: overdueTraining(training, clock.now()),
    }, run));
}
/** The service may still call a training new that it has just accepted. */
function hasEnded({ state }) {
    return state === 'completed' || state === 'failed';
}

;// CONCATENATED MODULE: ./src/train/attach.ts
/**
 * `iteration-id`: a run that attaches to an iteration instead of training one, whatever that was trained with.
 */







const MOST_LISTED = 5;
/** A run that attaches trains nothing, so neither of the two does anything beside `iteration-id`. */
const ONCE_MORE = 'or, to train once more without a change, leave iteration-id out and give when-unchanged: retrain or retry-failed: true';
/**
 * Reads the iteration by its id, as the service may not list it yet if its training has just been started.
 * @param all the project's iterations, which a refusal names
 * @throws Failure if there is no such iteration, or if no model can come of it
 */
async function findAttached(iterationId, all, customVision) {
    const { projectId } = customVision;
    const iteration = await explained(`read iteration ${iterationId} of the project ${projectId}`, () => customVision.getIteration(iterationId).catch((error) => {
        if (error instanceof service_error/* ServiceError */._7 && error.code === 'NotFoundIteration') {
            throw new report_failure/* Failure */.HR('failed', 'Iteration not found', [
                `The project ${projectId} has no iteration ${iterationId}.`,
                ...newestLines(all),
                'Next: check iteration-id, and that the project is the one it was trained in; or leave it out to train.',
            ]);
        }
        throw error;
    }));
    switch (iteration.state) {
        case 'running':
        case 'completed':
            return iteration;
        case 'new':
            throw new report_failure/* Failure */.HR('failed', 'Iteration is not trained', [
                `iteration-id names iteration ${iterationId}, which is New: it is not being trained, so no model can come of it.`,
                'Next: leave iteration-id out to train; or, if its training was started a moment ago, run again in a minute.',
            ]);
        case 'failed':
            throw new report_failure/* Failure */.HR('training-failed', 'Training failed before', [
                `iteration-id names iteration ${iterationId}, whose training failed${iteration.trainingErrorDetails === null ? '.' : '. The service says:'}`,
                ...(await failureDetails(iteration, customVision)),
                `Next: change what is wrong with the images or tags of the project, and run again without iteration-id; ${ONCE_MORE}.`,
            ]);
    }
}
/** The newest iterations of a project, for a refusal. */
function newestLines(all) {
    const some = newestFirst(all).slice(0, MOST_LISTED);
    return [
        some.length === 0 ? 'It has none at all.' : 'Its newest iterations:',
        ...some.map(({ id, name, state }) => foreign(`${id} ${name} (${state})`)),
    ];
}
/** Waits for the end of its training, if it has not ended. @throws Failure `training-failed`, `timed-out` or `failed` */
async function attach(iteration, known, run) {
    setIteration(iteration, false, run);
    run.report.notice('Attached', [
        `No training is started: iteration-id names iteration ${iteration.id}, which ${iteration.state === 'completed' ? 'is trained' : 'is being trained'}. What the inputs say about training is not used.`,
    ]);
    const ended = await trainingEnd({ iteration, began: null }, known, run);
    return await trained(ended, ONCE_MORE, run);
}

;// CONCATENATED MODULE: ./src/storage/refusals.ts
/**
 * What Azure Storage refused, and what the user can do about it. A refusal says more by its code than by its status.
 * Source of the codes: Azure's references of storage error codes.
 */








const refusals_INPUT = { queue: 'notification-queue-uri', container: 'export-model-container-uri' };
/** The least built-in role that this action needs on each. */
const ROLE = {
    queue: 'Storage Queue Data Contributor (Storage Queue Data Message Processor is the least)',
    container: 'Storage Blob Data Reader',
};
/** What it takes to create one. The owner of an account manages it, and has no role for its data, but its keys. */
const ROLE_TO_CREATE = {
    queue: 'Storage Queue Data Contributor',
    container: 'Storage Blob Data Contributor',
};
const CREATE = ({ kind, account, name }) => `correct ${refusals_INPUT[kind]}, or create it: az storage ${kind} create --account-name ${account ?? 'ACCOUNT'} --name ${name} --auth-mode key (where the account accepts no keys, --auth-mode login: for that even its owner needs the role ${ROLE_TO_CREATE[kind]})`;
const CREATE_LATER = ({ kind }) => `it is being deleted: create it again in a minute, or name another one in ${refusals_INPUT[kind]}`;
const ALLOW = ({ kind, sas }) => sas === null
    ? `give the identity of this workflow the role ${ROLE[kind]} on the account; a new role takes some minutes`
    : `make the SAS in ${refusals_INPUT[kind]} with ${SAS_PERMISSIONS[kind].needs}`;
const GIVE_CREDENTIAL = 'give storage-account-key or a URI with a SAS';
/** By code of storage. */
const refusals_REFUSALS = {
    'Queue or container not found': {
        QueueNotFound: CREATE,
        ContainerNotFound: CREATE,
        ResourceNotFound: CREATE,
        QueueBeingDeleted: CREATE_LATER,
        ContainerBeingDeleted: CREATE_LATER,
    },
    'Storage credential refused': {
        AuthenticationFailed: (uri) => `check ${credentialOf(uri)}, and the clock of the runner`,
        InvalidAuthenticationInfo: 'check that the account is in the tenant of the login (tenant-id), and the clock of the runner',
        KeyBasedAuthenticationNotPermitted: 'the account does not accept keys: use Entra ID or a user delegation SAS instead of storage-account-key',
        PublicAccessNotPermitted: GIVE_CREDENTIAL,
        NoAuthenticationInformation: GIVE_CREDENTIAL,
    },
    'Storage role missing': {
        AuthorizationPermissionMismatch: ALLOW,
        AuthorizationResourceTypeMismatch: ALLOW,
        AuthorizationServiceMismatch: ALLOW,
    },
    'Storage firewall': {
        AuthorizationFailure: (uri) => `check ${credentialOf(uri)}; if that is right, the firewall or private endpoint of the account keeps this runner out: use a self-hosted runner inside the network, or allow its address`,
        AuthorizationSourceIPMismatch: ({ kind, sas }) => `the SAS in ${refusals_INPUT[kind]} is bound to another IP address (${quoted(`sip=${memberOf(sas, 'sip') ?? ''}`)}): make one without, or for the address of this runner`,
    },
    'Storage refused': {
        ServerBusy: 'the account is throttled or its partition is moved: run again later, and let fewer jobs use the account at once; a training that was started is picked up',
        AccountIsDisabled: ({ account, kind }) => `the storage account ${quoted(account ?? '')} is disabled, as is one whose subscription is not paid or was cancelled: enable it in the Azure portal, or name another one in ${refusals_INPUT[kind]}`,
    },
};
/** Storage's answer on one safe line: `| 403 AuthorizationPermissionMismatch`. */
function storageAnswer(error) {
    const status = (0,connection_errors/* statusCode */.se)(error);
    const code = (0,connection_errors/* errorCode */.CA)(error);
    if (status !== undefined) {
        // PARSE_ERROR: the SDK could not read the answer, which a proxy may have given in place of storage.
        return foreign(`${status}${code === undefined || code === 'PARSE_ERROR' ? '' : ` ${code}`}`);
    }
    const text = error instanceof Error ? error.message : String(error);
    return foreign(code === undefined ? text : `${code}: ${text}`);
}
/**
 * Explains why a run could not read the queue or list the container.
 * @param beside the other of the two: a typo in one of their hosts shows beside it
 */
function storageFailure(uri, error, beside) {
    const doing = `${uri.kind === 'queue' ? 'read' : 'list'} the ${uri.kind} ${uri.plain}`;
    if (error instanceof sign_in_error/* SignInError */.J) {
        return (0,sign_in_error/* signInFailure */.V)(doing, error);
    }
    const status = (0,connection_errors/* statusCode */.se)(error);
    const proxy = answeredByProxy(status, error) ? uri.proxy : undefined;
    const page = error instanceof foreign_answer/* ForeignAnswer */.J6 ? error : undefined;
    const { heading, next } = proxy === undefined
        ? (adviceIn(refusals_REFUSALS, (0,connection_errors/* errorCode */.CA)(error), uri) ?? adviceWithoutCode(uri, status, error))
        : {
            heading: 'No way through the proxy',
            next: (0,proxies/* proxyAdvice */.ZV)(proxy, status ?? page?.httpStatus ?? null),
        };
    const by = proxy === undefined ? 'Storage' : 'The proxy';
    const answered = page !== undefined
        ? `Something else answered for ${page.host}:`
        : status === undefined
            ? 'No answer arrived:'
            : `${by} answered:`;
    return new report_failure/* Failure */.HR('failed', heading, [
        `Could not ${doing} (${refusals_INPUT[uri.kind]}). ${answered}`,
        storageAnswer(error),
        ...(status === undefined && beside !== undefined ? compared(uri, beside) : []),
        `Next: ${next}.`,
    ], { cause: error });
}
/** Both hosts, where they do not name the same account. */
function compared(...uris) {
    const [one, other] = uris;
    return one.account === other.account
        ? []
        : [
            'The two URIs name two accounts; where that is a typo, one of these hosts is wrong:',
            ...uris.map(({ kind, plain }) => foreign(`${refusals_INPUT[kind]}: ${new URL(plain).host}`)),
        ];
}
/** Whether a proxy, if there is one, answered or failed in place of storage. */
function answeredByProxy(status, error) {
    if (error instanceof foreign_answer/* ForeignAnswer */.J6) {
        return error.httpStatus >= 300;
    }
    const { response } = error;
    return status === undefined
        ? (0,proxies/* isTroubleOfProxy */.Vn)(error)
        : (0,proxies/* isAnswerOfProxy */.i7)(status, (name) => response?.headers.get(name));
}
function adviceWithoutCode({ kind }, status, error) {
    if (error instanceof foreign_answer/* ForeignAnswer */.J6) {
        const form = `https://ACCOUNT.${kind === 'queue' ? 'queue' : 'blob'}.core.windows.net/NAME`;
        return {
            heading: 'Something else answered',
            next: `check the host in ${refusals_INPUT[kind]}, of the form ${form}; if it is right, a proxy, a sign-in page or a captive portal stands before it: let this runner through to that host`,
        };
    }
    if (status === undefined) {
        const next = `check the host in ${refusals_INPUT[kind]} and the network of the runner, then run again`;
        return { heading: 'Storage out of reach', next: (0,connection_errors/* networkAdvice */.B0)(error) ?? next };
    }
    return {
        heading: 'Storage refused',
        next: 'check the URI, then run again; the code above is explained in the Azure Storage documentation',
    };
}
function credentialOf({ kind, sas }) {
    if (sas === null) {
        return 'storage-account-key (a key of this account, not rotated since) or the login';
    }
    const policy = memberOf(sas, 'si');
    const more = policy === null
        ? ''
        : `; its stored access policy, ${quoted(`si=${policy}`)}, has to be there still and to allow ${SAS_PERMISSIONS[kind].needs}`;
    return `the SAS in ${refusals_INPUT[kind]} (not expired, whole, for this ${kind}${more})`;
}
function memberOf(sas, name) {
    return new URLSearchParams(sas ?? '').get(name);
}

;// CONCATENATED MODULE: ./src/storage/retry.ts
/**
 * Makes the requests to storage that a run cannot go on without. A wait does not repeat its requests, because it looks at
 * the queue again anyway.
 */





const PAUSES_MS = [1_000, 2_000, 4_000];
/**
 * Repeats a request while its trouble may pass.
 * @throws Failure that explains the last trouble; the signal's reason when aborted
 */
async function patiently(uri, request, run) {
    try {
        return await tryAgain(request, (error, attempt) => (mayPass(error, uri) ? PAUSES_MS[attempt - 1] : undefined), run);
    }
    catch (error) {
        run.signal.throwIfAborted();
        throw storageFailure(uri, error, run.beside);
    }
}
/** Whether the login or storage gave no answer, or one that says: not now. */
function mayPass(error, { kind }) {
    if (error instanceof sign_in_error/* SignInError */.J) {
        return error.transient;
    }
    // A page in place of storage seldom passes; the client of the container repeats its requests after all other trouble.
    if (error instanceof foreign_answer/* ForeignAnswer */.J6 || kind === 'container') {
        return false;
    }
    const status = (0,connection_errors/* statusCode */.se)(error);
    if (status !== undefined) {
        return (0,connection_errors/* isTransientStatus */.Dm)(status);
    }
    // A host that nobody knows is a typo in the URI far more often than trouble that passes.
    return error instanceof Error && (0,connection_errors/* errorCode */.CA)(error) !== 'ENOTFOUND' && !(0,connection_errors/* isOfCertificate */.xj)(error);
}

;// CONCATENATED MODULE: ./src/project/connection-test.ts


const CONNECTION_TEST_MS = 60_000;
/** The queue's own time: a test message from before that moment is no answer to what the run does next. */
async function queueTime(uri, { queue, clock, signal }) {
    return (await patiently(uri, () => queue.peek(signal), { clock, signal })).queueTime;
}
/** Whether a notification is a test message of this project. */
function isConnectionTest(projectId) {
    return (notification) => notification.type === 'ConnectionTest' && notification.projectId === projectId;
}
/**
 * Waits up to a minute for a test message. If none arrives, the run goes on but asks the service often, because the queue
 * may stay silent. No document says whether an update of a project sends a test message.
 * @param notBefore by the queue's clock, in milliseconds since the epoch
 */
async function awaitConnectionTest(notBefore, { inbox, clock, report, random, signal }) {
    const deadline = new time_clock/* Deadline */.B2(clock, CONNECTION_TEST_MS);
    for (;;) {
        const heard = await inbox.look(signal);
        if (heard.some(({ type, insertedAt }) => type === 'ConnectionTest' && insertedAt >= notBefore)) {
            report.info('Its test message arrived on the queue.');
            return;
        }
        const restMs = deadline.remainingMs();
        if (restMs === 0) {
            break;
        }
        const pauseMs = Math.min(inbox.pace.pauseMs(CONNECTION_TEST_MS - restMs, random()), restMs);
        inbox.tellSight(pauseMs, report);
        await clock.sleep(pauseMs, signal);
    }
    inbox.proven = false;
    report.warning('No test message', [
        'The service did not send its test message to the queue within a minute. The run goes on and asks the service itself every minute.',
        'Next: check that the managed identity of the training resource holds Storage Queue Data Contributor and Storage Blob Data Contributor on the storage account.',
    ]);
}

;// CONCATENATED MODULE: ./src/project/domains.ts




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
function checkExportable(domain, domains, targets, whose) {
    const possible = platformsOf(domain);
    const missing = domains_lacking(domain, targets);
    if (missing.length === 0) {
        return;
    }
    const better = replacementOf(domain, domains, targets);
    const isTwin = better !== undefined && familyOf(better) === familyOf(domain);
    throw new report_failure/* Failure */.HR('failed', 'Domain cannot export', [
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
function platformsOf({ exportable, exportablePlatforms }) {
    return exportable ? (exportablePlatforms ?? PLATFORMS) : [];
}
function domains_lacking(domain, targets) {
    const possible = platformsOf(domain);
    return targets
        .map(({ platform }) => platform)
        .filter((platform) => !possible.some((name) => sameName(name, platform)));
}
/** The domain of the same type that exports to all of the targets: the twin, or else one for everything. */
function replacementOf(domain, domains, targets) {
    const better = domains.filter((one) => !one.retired && one.type === domain.type && domains_lacking(one, targets).length === 0);
    const twins = better.filter((one) => familyOf(one) === familyOf(domain));
    return (twins.find(({ name }) => !name.includes('[')) ??
        twins[0] ??
        better.find(({ name }) => sameName(name, DEFAULT_DOMAIN)) ??
        better[0]);
}
/** `General` of `General (compact)`, `General [A1]` and `General (compact) [S1]`. */
function familyOf({ name }) {
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
function chooseDomain(wanted, classificationType, domains) {
    const named = domains.filter((domain) => isDomain(domain, wanted ?? DEFAULT_DOMAIN));
    const chosen = named.find(isForClassification) ?? (wanted === null ? undefined : named[0]);
    if (chosen === undefined) {
        throw new report_failure/* Failure */.HR('failed', 'Wrong domain', [
            `The service has no domain of this name or id: ${quoted(wanted ?? DEFAULT_DOMAIN)}. Those that can be exported:`,
            ...domains
                .filter(({ exportable, retired }) => exportable && !retired)
                .map((domain) => foreign(described(domain))),
            'Next: give one of these for domain, by name or id. Nothing was created.',
        ]);
    }
    if (chosen.retired) {
        const better = replacementOf(chosen, domains, []);
        throw new report_failure/* Failure */.HR('failed', 'Wrong domain', [
            'This domain is retired, the service trains in it no more:',
            foreign(described(chosen)),
            ...(better === undefined ? [] : ['One in its place:', foreign(described(better))]),
            'Next: give another domain. Nothing was created.',
        ]);
    }
    if (classificationType !== null && !isForClassification(chosen)) {
        throw new report_failure/* Failure */.HR('failed', 'Wrong domain', [
            `classification-type is ${classificationType}, but this domain is not for classification:`,
            foreign(described(chosen)),
            'Next: leave classification-type out, or give another domain. Nothing was created.',
        ]);
    }
    return chosen;
}
/** Whether a name, in any case, or an id means this domain. */
function isDomain({ id, name }, nameOrId) {
    return sameName(id, nameOrId) || sameName(name, nameOrId);
}
/** `General (compact), Classification, id \u2026`; foreign text. */
function described({ name, type, id }) {
    return `${name}, ${type}, id ${id}`;
}
function isForClassification({ type }) {
    return type === 'Classification';
}

;// CONCATENATED MODULE: ./src/project/either-version.ts


/** A URI or a name that one version has tried and found bad is bad on the other, too. */
const BAD_ON_BOTH = ['BadRequestInvalidUri', 'BadRequestProjectNameNotUnique'];
/**
 * Writes as the guide does and, where v3.3 refuses that or its answer does not show the result, on v3.4-preview.
 * @returns the last answer
 * @throws Failure that tells what the first version refused
 */
async function onEitherVersion(doing, write, isDone) {
    return await explained(doing, async () => {
        const first = await write('v3.3').catch((error) => {
            if (isOfTheVersion(error)) {
                return error;
            }
            throw error;
        });
        if (!(first instanceof service_error/* ServiceError */._7) && isDone(first)) {
            return first;
        }
        return await write('v3.4-preview').catch((error) => {
            throw error instanceof service_error/* ServiceError */._7 && first instanceof service_error/* ServiceError */._7 ? first : error;
        });
    });
}
/** Whether the version may be what is wrong: one that does not know the two members may refuse them. */
function isOfTheVersion(error) {
    return error instanceof service_error/* ServiceError */._7 && error.httpStatus === 400 && !BAD_ON_BOTH.includes(error.code ?? '');
}

;// CONCATENATED MODULE: ./src/project/find-project.ts





/** A resource has at most 100 projects. */
const find_project_MOST_LISTED = 10;
/**
 * Looks for the project of exactly this name.
 * @throws Failure if there are several, because the name does not say which one the user means
 */
async function searchProject(name, resource) {
    const all = await explained(`look for the project ${quoted(name)}`, () => resource.getProjects());
    const named = all.filter((project) => project.name === name);
    if (named.length > 1) {
        throw new report_failure/* Failure */.HR('failed', 'Several projects of one name', [
            `${named.length} projects have the name ${quoted(name)}, with the ids:`,
            ...named.map(({ id }) => foreign(id)),
            'Next: give the id of the one that you mean as project-id, in place of project-name.',
        ]);
    }
    const nearest = [
        ...new Set(nearNames(name, all.map((project) => project.name))),
    ];
    return {
        project: named[0],
        near: nearest.flatMap((one) => all.filter((project) => project.name === one)),
        all,
    };
}
/** As `searchProject`, for the project alone. */
async function findProject(name, resource) {
    return (await searchProject(name, resource)).project;
}
/** The projects that the user may have meant, one a line; all of them, where none has a near name. */
function namesNear({ near, all }) {
    if (all.length === 0) {
        return ['The resource has no project at all.'];
    }
    const [intro, projects] = near.length > 0 ? ['Projects of a near name:', near] : ['The projects that there are:', all];
    return [
        intro,
        ...(0,report_failure/* shortened */.vI)(projects.map(({ name, id }) => foreign(`${name} (${id})`)), find_project_MOST_LISTED),
    ];
}
/**
 * Never changes the project: a training in a domain that nobody asked for costs as much as any other, and the domain
 * belongs to the owner of the project.
 * @throws Failure if the project is known to differ from what the inputs say
 */
function refuseDifferent(project, wanted, domains) {
    const { id, domainId } = project;
    const domain = domains.find((one) => one.id === domainId);
    const classificationType = domain?.type === 'ObjectDetection' ? 'none, it detects objects' : project.classificationType;
    const differences = [];
    if (domainId !== null &&
        wanted.domain !== null &&
        !isDomain(domain ?? { id: domainId, name: '' }, wanted.domain)) {
        const is = domain === undefined ? domainId : described(domain);
        differences.push('Its domain:', foreign(is), 'The input domain:', foreign(wanted.domain));
    }
    if (classificationType !== null &&
        wanted.classificationType !== null &&
        classificationType !== wanted.classificationType) {
        differences.push('Its classification type:', foreign(classificationType), `The input classification-type: ${wanted.classificationType}`);
    }
    if (differences.length > 0) {
        throw new report_failure/* Failure */.HR('failed', 'Project differs', [
            `The project ${id} is not as the inputs say.`,
            ...differences,
            'Next: leave out the input, or change the project in its settings in the portal. Nothing was changed.',
        ]);
    }
}

;// CONCATENATED MODULE: ./src/custom-vision/project-api.ts
/**
 * One project of the training resource: one method for each operation, with its rule for repeating it.
 * Source: the published Swagger, v3.4-preview, and the guide for setting the two storage URIs.
 */



/** The members of a project that name its queue and its container. */
const URIS = ['notificationQueueUri', 'exportModelContainerUri'];
/** A cancelled run has to be over within a second. */
const TRAINING_GRACE_MS = 800;
/** It only makes room, and a training waits for it. */
const DELETION_TIMEOUT_MS = 20_000;
/**
 * Every method throws ServiceError, and the signal's reason when aborted. Reads are repeated after trouble that may
 * pass; one that is given `withinMs` is made only once and waits that long for its answer.
 */
class ProjectApi extends Operations {
    projectId;
    onSecret;
    /** @param onSecret gets the signature of every download link, before anybody gets the link */
    constructor(projectId, api, patience, onSecret) {
        super(api, patience);
        this.projectId = projectId;
        this.onSecret = onSecret;
    }
    async getProject(version, withinMs) {
        return await this.send('GetProject', '', readProject, { version, timeoutMs: withinMs });
    }
    /** Sets the two storage URIs and sends everything else back as it was read. The service tests both URIs before it answers. */
    async integrate({ updatable }, uris, version) {
        const body = { ...updatable, settings: { ...updatable.settings, ...uris } };
        return await this.send('UpdateProject', '', readProject, { method: 'patch', body, version });
    }
    /** @param iterationId asks for tags and counts as they were when its training began; `null`: as they are now */
    async getTags(iterationId = null, withinMs) {
        const query = iterationId === null ? undefined : { iterationId };
        return await this.send('GetTags', '/tags', readList(readTag), { query, timeoutMs: withinMs });
    }
    /**
     * Starts a training. Not repeated after a lost answer, because every training costs money. If the run is cancelled
     * meanwhile, the answer, which names the iteration, still has a moment to arrive.
     * @param onWay is told whether a start is under way, so that it may have been carried out if the run is cancelled then
     */
    async trainProject(options, onWay) {
        const { trainingType, reservedBudgetHours, selectedTags, notificationEmail, force } = options;
        return await this.send('TrainProject', '/train', readIteration, {
            method: 'post',
            query: {
                trainingType,
                ...(trainingType === 'Advanced' ? { reservedBudgetInHours: String(reservedBudgetHours) } : {}),
                ...(force ? { forceTrain: 'true' } : {}),
                ...(notificationEmail === null ? {} : { notificationEmailAddress: notificationEmail }),
            },
            body: selectedTags.length === 0 ? undefined : { selectedTags },
            repetition: 'costly',
            graceMs: TRAINING_GRACE_MS,
            ...(onWay === undefined ? {} : { onWay }),
        });
    }
    /** The service promises no order. */
    async getIterations(withinMs) {
        return await this.send('GetIterations', '/iterations', readList(readIteration), { timeoutMs: withinMs });
    }
    async getIteration(iterationId, withinMs) {
        const path = `/iterations/${iterationId}`;
        return await this.send('GetIteration', path, readIteration, { timeoutMs: withinMs });
    }
    async renameIteration(iterationId, name) {
        const path = `/iterations/${iterationId}`;
        return await this.send('UpdateIteration', path, readIteration, { method: 'patch', body: { name } });
    }
    /** Nothing brings it back. The service refuses it for one that is published. */
    async deleteIteration(iterationId) {
        const path = `/iterations/${iterationId}`;
        await this.send('DeleteIteration', path, () => undefined, {
            method: 'delete',
            timeoutMs: DELETION_TIMEOUT_MS,
            repetition: 'safe',
        });
    }
    /** @param threshold the probability from which on a prediction counts; both are from 0 to 1 */
    async getPerformance(iterationId, { threshold, overlapThreshold }, withinMs) {
        return await this.send('GetIterationPerformance', `/iterations/${iterationId}/performance`, readPerformance, {
            query: { threshold: String(threshold), overlapThreshold: String(overlapThreshold) },
            timeoutMs: withinMs,
        });
    }
    async exportIteration(iterationId, { platform, flavor }) {
        return await this.send('ExportIteration', `/iterations/${iterationId}/export`, this.readExport, {
            method: 'post',
            query: { platform, ...(flavor === null ? {} : { flavor }) },
            repetition: 'costly',
        });
    }
    async getExports(iterationId, withinMs) {
        const path = `/iterations/${iterationId}/export`;
        return await this.send('GetExports', path, readList(this.readExport), { timeoutMs: withinMs });
    }
    readExport = (value) => {
        const found = readExport(value);
        secretsIn(found.downloadUri ?? '').forEach(this.onSecret);
        return found;
    };
    /** @param path below that of the project */
    async send(operation, path, read, more) {
        return await this.perform({ operation, path: `/projects/${this.projectId}${path}`, ...more }, read);
    }
}

;// CONCATENATED MODULE: ./src/project/project-status.ts

/** A large project is imported within minutes. Some imports that failed say `Importing` for months. */
const LONGEST_IMPORT_MS = 10 * 60_000;
const PAUSE_MS = 10_000;
/**
 * Reads the project, and waits if it is being imported.
 * @param read gives the project as it is now
 * @throws Failure if it does not become ready, or is read-only
 */
async function readReadyProject(read, { clock, deadline, signal, report }) {
    const until = Math.min(clock.now() + LONGEST_IMPORT_MS, deadline?.at ?? Infinity);
    let project = await read();
    if (project.status === 'Importing') {
        report.info(`The project ${project.id} is being imported: waiting for the end of that.`);
    }
    while (project.status === 'Importing' && clock.now() < until) {
        await clock.sleep(Math.min(PAUSE_MS, until - clock.now()), signal);
        project = await read();
    }
    refuseUnready(project);
    refuseReadOnly(project);
    return project;
}
/** @param more follows what is said of the project @throws Failure if the service takes no change of it */
function refuseReadOnly({ id, readOnly }, more = '') {
    if (readOnly) {
        throw new report_failure/* Failure */.HR('failed', 'Project is read-only', [
            `The project ${id} is read-only: the service has its disaster recovery mode on.${more}`,
            'Next: run again when the service has recovered.',
        ]);
    }
}
/** @throws Failure if the project is being imported, or if its import failed */
function refuseUnready({ id, status }) {
    if (status !== 'Importing' && status !== 'Failed') {
        return;
    }
    throw new report_failure/* Failure */.HR('failed', 'Project is not ready', [
        status === 'Failed'
            ? `The project ${id} has the status Failed: it was imported, and that failed. Nothing was trained or changed.`
            : `The project ${id} has the status Importing: it is still being imported, or its import got stuck. Nothing was trained or changed.`,
        status === 'Failed'
            ? 'Next: import it anew, or create another project and upload the images to it; then give the id of that as project-id, and delete this one.'
            : 'Next: run again when the portal shows the project with all of its images; if it stays so, import it anew, and give the id of the new project as project-id.',
    ]);
}

;// CONCATENATED MODULE: ./src/project/integrate.ts








/** The URIs as the project stores them: without any SAS. */
function wantedUris({ queue, container }) {
    return { notificationQueueUri: queue.plain, exportModelContainerUri: container.plain };
}
/**
 * Sets both URIs if the project has neither, and writes nothing if it has both of ours. If it has others, it refuses,
 * unless the user gave `replace-integration`.
 * @throws Failure
 */
async function ensureIntegrated(inputs, project, run) {
    const { customVision, inbox, report } = run;
    const { id } = project;
    const wanted = wantedUris(inputs);
    if (decideIntegration(await readIntegration(project, customVision), inputs) === 'kept') {
        report.info('The project is integrated with this queue and container already.');
        return;
    }
    const before = await queueTime(inputs.queue, run);
    inbox.expect(isConnectionTest(id));
    const integrated = await onEitherVersion(`integrate the project ${id} with queue and container`, async (version) => {
        // The service has no ETag of a project: reading it right before the write leaves others little time to change it.
        const fresh = await explained(`read the project ${id}`, () => customVision.getProject());
        decideIntegration(fresh, inputs);
        // The write sends the status back: one that changed meanwhile would be overwritten.
        refuseUnready(fresh);
        return await customVision.integrate(fresh, wanted, version);
    }, (answer) => isIntegrated(answer, wanted));
    if (!isIntegrated(integrated, wanted)) {
        throw new report_failure/* Failure */.HR('failed', 'Integration not confirmed', [
            `The service accepted the queue and container for the project ${id}, but its answer does not show them.`,
            'Next: check that the managed identity of the training resource holds Storage Queue Data Contributor and Storage Blob Data Contributor on the storage account, and that the resource is a Custom Vision training resource (a multi-service resource cannot be integrated); then run again.',
        ]);
    }
    report.info('The project is now integrated with this queue and container.');
    await awaitConnectionTest(before, run);
}
/** For queue and container: whether the project has the wanted one; `undefined` if it has none. */
function integrate_compared(project, wanted) {
    return URIS.map((member) => {
        const uri = project[member];
        return uri === null ? undefined : sameResource(uri, wanted[member]);
    });
}
function isIntegrated(project, wanted) {
    return integrate_compared(project, wanted).every((same) => same === true);
}
/** No document says which API version shows the URIs of a project, so the action asks both before it writes anything. */
async function readIntegration(project, customVision) {
    return URIS.some((member) => project[member] !== null)
        ? project
        : await explained(`read the project ${project.id}`, () => customVision.getProject('v3.3'));
}
/**
 * What has to be done about the two URIs of a project: nothing, to set what it lacks, or to replace others.
 * @throws Failure if the project is integrated with something else, and the user does not want to replace that
 */
function decideIntegration(project, inputs) {
    const wanted = wantedUris(inputs);
    if (isIntegrated(project, wanted)) {
        return 'kept';
    }
    if (!integrate_compared(project, wanted).includes(false)) {
        return 'set';
    }
    if (inputs.replaceIntegration) {
        return 'replaced';
    }
    throw new report_failure/* Failure */.HR('failed', 'Project is integrated elsewhere', [
        `The project ${project.id} is integrated with another queue or container. It is integrated with:`,
        foreign(`queue ${project.notificationQueueUri ?? '(none)'}`),
        foreign(`container ${project.exportModelContainerUri ?? '(none)'}`),
        'The inputs name:',
        foreign(`queue ${wanted.notificationQueueUri}`),
        foreign(`container ${wanted.exportModelContainerUri}`),
        'Next: give the URIs that it has, or replace-integration: true to re-point it; whoever relies on the old ones then gets nothing any more.',
    ]);
}

;// CONCATENATED MODULE: ./src/project/create-project.ts








/** The service may list a project only some seconds after it created it. */
const create_project_PAUSES_MS = [1_000, 3_000, 6_000];
/**
 * Returns a project that exists as it is, and creates one that is only planned.
 * @throws Failure; the signal's reason when aborted
 */
async function ensureProject(checked, inputs, run) {
    if ('id' in checked) {
        return checked;
    }
    const { inbox, report } = run;
    const uris = wantedUris(inputs);
    return await report.group('Create the project', async () => {
        const before = await queueTime(inputs.queue, run);
        const project = await createOnce(checked, uris, run);
        report.notice('Project created', [
            `There was no project of the name ${quoted(checked.name)}, so this run created it. Its id is ${project.id}, and its domain:`,
            foreign(described(checked.domain)),
            'Next: upload images to it and tag them, in the portal or over the API, and run again: without them the service can train nothing.',
        ]);
        inbox.expect(isConnectionTest(project.id));
        // If the answer does not show the URIs, the run integrates the project in its next step, and that tests them.
        if (isIntegrated(project, uris)) {
            await awaitConnectionTest(before, run);
        }
        return project;
    });
}
/**
 * Repeats a creation whose answer was lost only once, and only after it looked for the project: the name of a second
 * one would make both useless.
 * @param uris `null`: it is not integrated with any storage
 */
async function createOnce(plan, uris, run) {
    let mayRepeat = true;
    const write = async (version) => {
        try {
            return await run.resource.createProject(plan, uris, version);
        }
        catch (error) {
            if (!(error instanceof service_error/* ServiceError */._7)) {
                throw error;
            }
            const arrived = await findArrived(error, plan, run);
            if (arrived === undefined && !(mayRepeat && error.mayHaveActed)) {
                throw error;
            }
            mayRepeat = false;
            return arrived ?? (await write(version));
        }
    };
    return await onEitherVersion(`create the project ${quoted(plan.name)}`, write, () => true);
}
/**
 * Finds the project of the name that did not exist before: ours, or that of another run that created it meanwhile.
 * @returns `undefined` if the error says that there is none, or if none appears within some seconds
 * @throws Failure if the service cannot say it, or if the project is of another kind than ours would be
 */
async function findArrived({ mayHaveActed, code }, { name, domain, classificationType }, { resource, report, clock, signal }) {
    if (code === 'BadRequestProjectNameNotUnique') {
        report.info('Somebody else took the name meanwhile: looking for that project.');
    }
    else if (mayHaveActed) {
        report.info('The answer to the creation of the project was lost: looking whether it was created.');
    }
    else {
        return undefined;
    }
    const found = await lookAgain(create_project_PAUSES_MS, () => findProject(name, resource), { clock, signal });
    if (found !== undefined) {
        refuseDifferent(found, { domain: domain.id, classificationType }, [domain]);
    }
    return found;
}

;// CONCATENATED MODULE: ./src/judge/metrics.ts
const FIGURES = ['precision', 'recall', 'averagePrecision'];
function metricsOf(iterationId, { tags: ofTags, ...figures }, thresholds) {
    return {
        iterationId,
        thresholds,
        ...figures,
        tags: ofTags.map((tag) => ({ ...tag, images: null })),
    };
}
/** A figure as people read it, and as outputs hold it: at most four digits after the point, `""` where it is unknown. */
function decimal(figure, digits = 4) {
    return figure === null ? '' : String(Number(figure.toFixed(digits)));
}

;// CONCATENATED MODULE: ./src/judge/judge.ts

/** Sums of decimal fractions are off by less than this; differences that matter are far larger. */
const ROUNDING = 1e-9;
/** Whether the policy asks for anything. */
function gates(policy) {
    return asksOf(policy, true).candidate;
}
/** @param hasIncumbent whether there is another iteration of the kind that `noWorseThan` names */
function asksOf({ minimums, noWorseThan }, hasIncumbent) {
    const incumbent = noWorseThan !== 'none' && hasIncumbent;
    return { incumbent, candidate: incumbent || FIGURES.some((figure) => minimums[figure] !== null) };
}
/**
 * @param incumbent the iteration that `noWorseThan` names; `null`: there is none, so there is nothing to fall behind
 */
function judge(candidate, incumbent, policy) {
    if (!gates(policy)) {
        return { gate: 'none', broken: [] };
    }
    const broken = [...belowMinimums(candidate, policy), ...fallenBehind(candidate, incumbent, policy)];
    return { gate: broken.length === 0 ? 'passed' : 'failed', broken };
}
function belowMinimums(candidate, { minimums, minimumFor }) {
    const model = { tag: null, figures: candidate };
    const tags = candidate.tags.map((tag) => ({ tag: tag.name, figures: tag }));
    return FIGURES.flatMap((figure) => {
        const least = minimums[figure];
        return least === null
            ? []
            : [model, ...(minimumFor === 'tags' ? tags : [])]
                .filter(({ figures }) => isBelow(figures[figure], least))
                .map(({ tag, figures }) => ({
                figure,
                tag,
                found: figures[figure],
                least,
                theirs: null,
                than: 'minimum',
            }));
    });
}
function fallenBehind(candidate, incumbent, { noWorseThan: than, tolerance }) {
    if (than === 'none' || incumbent === null || incumbent.iterationId === candidate.iterationId) {
        return [];
    }
    return FIGURES.flatMap((figure) => {
        const theirs = incumbent[figure];
        const least = theirs === null ? null : Math.max(0, theirs - tolerance);
        return isBelow(candidate[figure], least)
            ? [{ figure, tag: null, found: candidate[figure], least, theirs, than }]
            : [];
    });
}
/** A figure that a rule needs and that is missing does not keep the rule. */
function isBelow(found, least) {
    return found === null || least === null || found < least - ROUNDING;
}

;// CONCATENATED MODULE: ./src/judge/metrics-line.ts
/**
 * How good a model is, in one line of the log.
 */

const LABELS = { precision: 'precision', recall: 'recall', averagePrecision: 'average precision' };
/**
 * Such as `precision 0.93 (\u00b10.02), recall 0.88 (\u00b10.05), average precision 0.95; compared with the previous iteration:
 * precision +0.01, recall \u22120.02, average precision unchanged`.
 */
function metricsInOneLine(metrics) {
    const { previous, published, iterationId } = metrics;
    const live = [iterationId, previous?.iterationId].includes(published?.iterationId) ? null : published;
    const isPublished = previous !== null && previous.iterationId === published?.iterationId;
    return [
        FIGURES.map((figure) => `${LABELS[figure]} ${withDeviation(metrics, figure)}`).join(', '),
        ...metrics_line_compared(metrics, previous, isPublished ? 'previous iteration, which is published' : 'previous iteration'),
        ...metrics_line_compared(metrics, live, 'published iteration'),
    ].join('; ');
}
function withDeviation(metrics, figure) {
    const found = metrics[figure];
    const deviation = figure === 'averagePrecision' ? null : metrics.deviations[figure];
    return `${found === null ? 'unknown' : metrics_line_short(found)}${found === null || deviation === null ? '' : ` (\u00b1${metrics_line_short(deviation)})`}`;
}
function metrics_line_compared(metrics, other, name) {
    const differences = FIGURES.flatMap((figure) => {
        const [here, there] = [metrics[figure], other?.[figure] ?? null];
        return here === null || there === null ? [] : [`${LABELS[figure]} ${difference(here - there)}`];
    });
    return differences.length === 0 ? [] : [`compared with the ${name}: ${differences.join(', ')}`];
}
function difference(change) {
    const size = metrics_line_short(Math.abs(change));
    return size === '0' ? 'unchanged' : `${change > 0 ? '+' : '\u2212'}${size}`;
}
/** At most three digits: an iteration is measured on too few images for more. */
function metrics_line_short(figure) {
    return String(Number(figure.toFixed(3)));
}

;// CONCATENATED MODULE: ./src/judge/ask-figures.ts




/** Between two questions; the service may have the figures only a little after the training has ended. */
const ask_figures_PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000];
const LONGEST_ANSWER_MS = 60_000;
/** For how long one thing is asked for, however the service fails. */
const PATIENCE_MS = { needed: 300_000, shown: 45_000 };
/** A run whose time is up asks all the same: a model that is trained already may be delivered without a wait. */
const LEAST_MS = 10_000;
/**
 * @returns nothing where the service has no figures of the iteration, or they could not be read and no rule needs them
 * @throws Failure where a rule needs what could not be read
 */
async function figuresOrNone(iterationId, thresholds, wish, run) {
    const ask = (mostMs) => run.customVision.getPerformance(iterationId, thresholds, mostMs);
    return await orElse(null, wish, ask, run);
}
/**
 * @param ask is given how long it may take, in milliseconds
 * @returns the answer; `instead` where the service has no figures, or does not answer and no rule needs them
 * @throws Failure where a rule needs it and the service does not answer; the signal's reason when aborted
 */
async function orElse(instead, wish, ask, run) {
    const { report, signal, deadline } = run;
    try {
        return await ask_figures_patiently(wish, ask, run);
    }
    catch (error) {
        signal.throwIfAborted();
        const { what, needed } = wish;
        if (!needed) {
            report.info((0,service_error/* notRead */.Qk)(`${what[0]?.toUpperCase() ?? ''}${what.slice(1)}`, error));
            return instead;
        }
        if (!(error instanceof service_error/* ServiceError */._7)) {
            throw error;
        }
        if (deadline.passed && (isLate(error) || error.transient)) {
            throw timeOut(`Could not read ${what}`);
        }
        if (isLate(error)) {
            return instead;
        }
        throw serviceFailure(`read ${what}`, error);
    }
}
async function ask_figures_patiently({ what, needed }, ask, run) {
    const { clock, deadline, report } = run;
    const patienceMs = needed ? PATIENCE_MS.needed : PATIENCE_MS.shown;
    const until = clock.now() + Math.min(patienceMs, Math.max(deadline.remainingMs(), LEAST_MS));
    const leftMs = () => Math.max(1, until - clock.now());
    return await tryAgain(() => ask(Math.min(leftMs(), LONGEST_ANSWER_MS)), (error, attempt) => {
        const pauseMs = ask_figures_PAUSES_MS[attempt - 1];
        const passes = error instanceof service_error/* ServiceError */._7 && (isLate(error) || error.transient);
        if (!passes || pauseMs === undefined) {
            return undefined;
        }
        const waitMs = Math.max(pauseMs, error.retryAfterMs ?? 0);
        if (waitMs >= leftMs()) {
            return undefined;
        }
        if (attempt === 1) {
            report.info(isLate(error)
                ? `The service does not have ${what} yet; it is asked again for a while.`
                : `${(0,service_error/* serviceTrouble */.fk)(error)}; trying again.`);
        }
        return waitMs;
    }, run);
}
/** The training has ended, and the service has not measured the model yet. */
function isLate(error) {
    return error instanceof service_error/* ServiceError */._7 && error.code === 'NotFoundIterationPerformance';
}

;// CONCATENATED MODULE: ./src/judge/read-metrics.ts
/**
 * Reads the figures of an iteration and of those that it is compared with. What no rule needs never ends a run.
 */




/** Of an iteration that the service has no figures of. */
const NO_FIGURES = {
    ...{ precision: null, recall: null, averagePrecision: null },
    deviations: { precision: null, recall: null },
    tags: [],
};
/**
 * Asks the service four times at most, whatever there is to compare with, if it answers at once.
 * @param known the project's iterations, this one or not
 * @returns nothing where the figures could not be read and no rule needs them; figures of `null` where the service has
 * none though a rule needs them
 * @throws Failure where a rule needs what could not be read
 */
async function readMetrics(iteration, known, { gate, thresholds, tags: knownTags }, run) {
    const { previous, published } = incumbents(iteration, await upToDate(iteration, known, run));
    const than = { none: undefined, previous, published }[gate.noWorseThan];
    const needs = asksOf(gate, than !== undefined && than !== iteration);
    const read = async (of, needed, what) => {
        const performance = await figuresOrNone(of.id, thresholds, { what: `the metrics of ${what}`, needed }, run);
        const found = performance ?? (needed ? NO_FIGURES : null);
        return found === null ? null : metricsOf(of.id, found, thresholds);
    };
    const own = await read(iteration, needs.candidate, `iteration ${iteration.id}`);
    if (own === null) {
        return undefined;
    }
    const counts = { what: 'how many images each tag has', needed: false };
    const tags = knownTags ?? (await orElse([], counts, (mostMs) => run.customVision.getTags(iteration.id, mostMs), run));
    const images = new Map(tags.map(({ id, imageCount }) => [id, imageCount]));
    const counted = { ...own, tags: own.tags.map((tag) => ({ ...tag, images: images.get(tag.id) ?? null })) };
    const other = async (one, name) => one === undefined
        ? null
        : await read(one, needs.incumbent && one === than, `the ${name} iteration ${one.id}`);
    const before = await other(previous, 'previous');
    const live = published === iteration ? counted : published === previous ? before : await other(published, 'published');
    return { ...counted, previous: before, published: live };
}
function incumbents(iteration, known) {
    const others = newestFirst(known).filter(({ id, state }) => id !== iteration.id && state === 'completed');
    return {
        previous: others.find(({ created }) => created < iteration.created),
        published: newestFirst([iteration, ...others]).find(({ publishName }) => publishName !== null),
    };
}
/** Reads the iterations anew where one of them was being trained when they were read: it is the previous one by now. */
async function upToDate(iteration, known, run) {
    const isStale = known.some(({ id, state }) => id !== iteration.id && state === 'running');
    const wish = { what: 'the iterations of the project', needed: false };
    return isStale ? await orElse(known, wish, (mostMs) => run.customVision.getIterations(mostMs), run) : known;
}

;// CONCATENATED MODULE: ./src/judge/judge-iteration.ts






const MOST_RULES_LISTED = 20;
const DIGITS = [4, 6, 9];
/**
 * The service is asked for figures again for a while where it does not have them yet.
 * @returns nothing where the figures could not be read and no rule needs them
 * @throws Failure `failed` if figures that a rule needs could not be read
 */
async function assess(iteration, known, inputs, run) {
    const metrics = await readMetrics(iteration, known, inputs, run);
    if (metrics === undefined) {
        return undefined;
    }
    const than = inputs.gate.noWorseThan;
    const incumbent = than === 'none' ? null : metrics[than];
    return { metrics, incumbent, ...judge(metrics, incumbent, inputs.gate) };
}
/** Sets the outputs about the figures. */
function setFigures({ metrics, gate }, outputs) {
    outputs.set('metrics', JSON.stringify(metrics));
    FIGURES.forEach((figure) => {
        outputs.set(figure, decimal(metrics[figure]));
    });
    outputs.set('gate', gate);
}
/**
 * @param known the project's iterations, this one or not
 * @throws Failure `below-threshold`; `failed` if figures that a rule needs could not be read
 */
async function ensureGoodEnough(iteration, known, inputs, run) {
    const { outputs, report } = run;
    const { gate: policy } = inputs;
    // What was asked for counts as missed until it is known to be reached.
    outputs.set('gate', gates(policy) ? 'failed' : 'none');
    const assessment = await assess(iteration, known, inputs, run);
    if (assessment !== undefined) {
        setFigures(assessment, outputs);
    }
    for (const line of figureLines(assessment, policy)) {
        report.info(line);
    }
    if (assessment?.gate === 'failed') {
        throw belowThreshold(iteration, assessment.broken);
    }
    if (gates(policy)) {
        outputs.set('gate', 'passed');
        report.info('The model keeps every rule that was set for it.');
    }
}
/** The figures in one line, and whether there is something to compare them with. */
function figureLines(assessment, { noWorseThan: than }) {
    return [
        ...(assessment === undefined ? [] : [lineOf(assessment.metrics)]),
        ...(than !== 'none' && (assessment?.incumbent ?? null) === null
            ? [`There is no ${than} iteration to compare with: no-worse-than asks for nothing this time.`]
            : []),
    ];
}
function lineOf(metrics) {
    const { iterationId, thresholds } = metrics;
    return `Metrics of iteration ${iterationId}, at the probability ${thresholds.threshold}: ${metricsInOneLine(metrics)}.`;
}
function belowThreshold({ id }, broken) {
    return new report_failure/* Failure */.HR('below-threshold', 'Model below the threshold', [
        `Iteration ${id} is trained, but it does not reach what was asked for, so it was not exported and not delivered:`,
        ...ruleLines(broken),
        `Next: add images of what it gets wrong and run again; or, if this model will do, lower the minimum or raise the tolerance that it misses, and run again with iteration-id: ${id}; the training is not repeated.`,
    ]);
}
/** The rules that a model does not keep, one a line: its own, then those of its tags, the worst first. */
function ruleLines(broken) {
    const inOrder = [...broken].sort((one, other) => gravity(other) - gravity(one));
    return (0,report_failure/* shortened */.vI)(inOrder.map(judge_iteration_described), MOST_RULES_LISTED);
}
function gravity({ tag, found, least }) {
    return (tag === null ? 2 : 0) + (least ?? 1) - (found ?? 0);
}
/** A line such as `recall 0.71, at least 0.8 (minimum)`. */
function judge_iteration_described({ figure, tag, found, least, theirs, than }) {
    // A figure that misses by less than is usually shown needs more digits.
    const digits = DIGITS.find((count) => decimal(found, count) !== decimal(least, count));
    const has = found === null ? 'is not known' : decimal(found, digits);
    const wanted = least === null ? 'that of the other iteration is not known' : `at least ${decimal(least, digits)}`;
    const rule = than === 'minimum'
        ? 'minimum'
        : `no-worse-than: ${than}${theirs === null ? '' : `, which has ${decimal(theirs, digits)}`}`;
    const line = `${LABELS[figure]} ${has}, ${wanted} (${rule})`;
    return tag === null ? line : `${line}, of the tag ${quoted(tag)}`;
}

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
;// CONCATENATED MODULE: ./src/download/refusals.ts
/**
 * Why the bytes of a model could not be fetched or written, and what the user can do about it.
 */








/** Codes of trouble with the disk: asking the other side again could not mend it. */
const DISK_ERRORS = new Set('EACCES EDQUOT EFBIG EIO EISDIR EMFILE ENAMETOOLONG ENOENT ENOSPC ENOTDIR EPERM EROFS'.split(' '));
/** What went wrong, on one safe line. */
function answerOf(error) {
    return error instanceof service_error/* ServiceError */._7
        ? foreign(`${error.message} ${error.detail}`.trim())
        : storageAnswer(error);
}
/** Explains why a model could not be fetched. */
function notSaved(what, file, error) {
    const cause = error instanceof service_error/* ServiceError */._7 ? error.cause : error;
    if (cause instanceof sign_in_error/* SignInError */.J) {
        return (0,sign_in_error/* signInFailure */.V)(`fetch ${what}`, cause);
    }
    const { proxy, httpStatus = null } = error instanceof service_error/* ServiceError */._7 ? error : {};
    // A link is no operation of the training API: key, role and endpoint have no part in it.
    const who = proxy === undefined ? 'It' : 'The proxy';
    const said = httpStatus === null
        ? [`Could not fetch ${what} to ${file}.`, answerOf(error)]
        : [`Could not fetch ${what}. ${who} answered:`, foreign(String(httpStatus))];
    const heading = proxy !== undefined
        ? 'No way through the proxy'
        : error instanceof foreign_answer/* ForeignAnswer */.J6
            ? 'Something else answered'
            : 'Model not fetched';
    return new report_failure/* Failure */.HR('failed', heading, [...said, `Next: ${refusals_adviceFor(error)}.`], { cause: error });
}
function refusals_adviceFor(error) {
    if (isOfTheDisk(error)) {
        return 'make room, or let RUNNER_TEMP point to a folder that can be written to; then run again';
    }
    if (error instanceof service_error/* ServiceError */._7 && error.proxy === undefined && !error.transient) {
        return 'run again once, the service then signs another link; if that is refused as well, its copy of this export is gone: set when-unchanged: retrain, or change an image, so that a new iteration is trained and exported';
    }
    if (error instanceof foreign_answer/* ForeignAnswer */.J6) {
        return `see what answers in place of ${error.host}, such as a captive portal or the sign-in page of a proxy, have it let this runner through, and run again; the training and the export are not repeated`;
    }
    // The link leads to a host of the service's own storage, perhaps through a proxy.
    const { proxy, httpStatus = null } = error instanceof service_error/* ServiceError */._7 ? error : {};
    const way = proxy === undefined ? (0,connection_errors/* networkAdvice */.B0)(error) : (0,proxies/* proxyAdvice */.ZV)(proxy, httpStatus);
    return `${way ?? 'run again'}; the training and the export are not repeated`;
}
function isOfTheDisk(error) {
    return DISK_ERRORS.has((0,connection_errors/* errorCode */.CA)(error) ?? '');
}

;// CONCATENATED MODULE: ./src/download/model-folder.ts
/**
 * A folder of its own for each model that a run fetches: several steps of a job share one temp folder, and a later step
 * must not overwrite what an output of an earlier one points to.
 */




/**
 * Makes the folder, or `{folder}-2`, `-3`, \u2026 where another step has made it.
 * @returns the one that was made
 * @throws Failure if none can be made
 */
async function claimFolder(folder) {
    try {
        await (0,promises_.mkdir)(external_node_path_default().dirname(folder), { recursive: true });
        for (let number = 1;; number += 1) {
            const own = number === 1 ? folder : `${folder}-${number}`;
            if (await isMade(own)) {
                return own;
            }
        }
    }
    catch (error) {
        throw notSaved('the backup blob or the service\u2019s own copy of the model', folder, error);
    }
}
async function isMade(folder) {
    try {
        await (0,promises_.mkdir)(folder);
        return true;
    }
    catch (error) {
        if ((0,connection_errors/* errorCode */.CA)(error) === 'EEXIST') {
            return false;
        }
        throw error;
    }
}

;// CONCATENATED MODULE: ./src/deliver/backup.ts


/** More than the names that a backup may have: users keep copies of their own beside it. */
const backup_MOST_LISTED = 1_000;
/** Lists the blobs that are named after an iteration. @throws Failure; the signal's reason when aborted */
async function listBackups(ids, run) {
    const { container, signal } = run;
    const list = () => container.list(prefixOf(ids), backup_MOST_LISTED, signal);
    return await patiently(container.uri, list, run);
}
/**
 * Those that can be the backup of this very export, the surest first: named as one, whole, and newer than the request.
 * @throws Failure; the signal's reason when aborted
 */
async function findBackups(exported, run) {
    const { platform, flavor } = exported.target;
    const endings = flavor === null ? [platform] : [`${platform}.${flavor}`, platform];
    const names = endings.flatMap((ending) => [ending, `${ending}.zip`].map((end) => prefixOf(exported) + end));
    const all = await listBackups(exported, run);
    return names
        .flatMap((wanted) => all.filter(({ name }) => sameName(name, wanted)))
        .filter(({ name, etag, whole }) => whole && exported.earlier?.get(name) !== etag);
}
function prefixOf({ projectId, iterationId }) {
    return `${projectId} - ${iterationId}.`;
}

// EXTERNAL MODULE: external "node:stream/promises"
var external_node_stream_promises_ = __webpack_require__(46466);
;// CONCATENATED MODULE: ./src/download/progress.ts
const EVERY_MS = 5_000;
/**
 * Starts counting.
 * @param length in bytes; `null` if it is not known
 * @returns a function that adds bytes, and writes a line if one is due
 */
function progress(what, length, report, clock) {
    let [bytes, toldBytes, toldAt] = [0, 0, clock.now()];
    return (more) => {
        bytes += more;
        const tookMs = clock.now() - toldAt;
        if (tookMs < EVERY_MS) {
            return;
        }
        const share = length === null ? '' : ` of ${megabytes(length)} (${Math.floor((100 * bytes) / length)} %)`;
        const rate = megabytes((bytes - toldBytes) / (tookMs / 1_000));
        report.info(`Fetching ${what}: ${megabytes(bytes)}${share}, ${rate}/s.`);
        [toldBytes, toldAt] = [bytes, clock.now()];
    };
}
function megabytes(bytes) {
    const value = bytes / 1_000_000;
    return `${value < 10 ? value.toFixed(1) : Math.round(value)} MB`;
}

// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
;// CONCATENATED MODULE: ./src/download/source.ts
/**
 * Reads the bytes of a model from where they are: from one stream, or from a blob, whose download is resumed where its
 * connection breaks. The storage SDK has an option for that, but takes a broken connection for a cancelled download and
 * gives up (github.com/Azure/azure-sdk-for-js/issues/32268), so each further request is made here.
 */



/** A connection can be dead without either side being told. A slow link is not a silent one. */
const SILENCE_MS = 60_000;
/** Pauses before the further requests, as long as none of them brings anything. */
const source_PAUSES_MS = [500, 2_000, 8_000];
/**
 * @throws Error where the connection breaks for good, the bytes are not as many as announced, or none arrive for long;
 *   ForeignAnswer where they are no model's
 */
async function* readSource(source, clock, signal) {
    const length = source.length ?? Infinity;
    const chunks = 'stream' in source
        ? readStream(() => Promise.resolve(source.stream), clock, signal)
        : readBlob(source, clock, signal);
    let bytes = 0;
    for await (const chunk of chunks) {
        if (bytes === 0) {
            refuseIfNoModel(source, chunk);
        }
        bytes += chunk.length;
        if (bytes > length) {
            throw new Error('more bytes arrived than were announced');
        }
        yield chunk;
    }
    if (source.length !== null && bytes < length) {
        throw endedEarly(length - bytes);
    }
}
function refuseIfNoModel(source, start) {
    const { from = 0, type } = 'stream' in source ? source : {};
    const wrong = from === 0 ? (0,foreign_answer/* noModel */.X_)(start, type) : undefined;
    if (wrong !== undefined) {
        throw new foreign_answer/* ForeignAnswer */.J6(source.host ?? 'the host of the model', 200, wrong);
    }
}
async function* readBlob(blob, clock, signal) {
    let [position, failures] = [0, 0];
    while (position < blob.length) {
        try {
            for await (const chunk of readStream((either) => blob.open(position, either), clock, signal)) {
                position += chunk.length;
                failures = 0;
                yield chunk;
            }
            if (position < blob.length) {
                throw endedEarly(blob.length - position);
            }
        }
        catch (error) {
            const pauseMs = source_PAUSES_MS[failures];
            // After an answer the storage SDK has tried again already, where that can help.
            if (signal.aborted || pauseMs === undefined || (0,connection_errors/* statusCode */.se)(error) !== undefined) {
                throw error;
            }
            failures += 1;
            await clock.sleep(pauseMs, signal);
        }
    }
}
/** Reads what `open` opens, and destroys it when aborted, or when nothing has arrived for long. */
async function* readStream(open, clock, signal) {
    let arrived = 0;
    const [silent, done] = [new AbortController(), new AbortController()];
    const either = AbortSignal.any([signal, silent.signal]);
    const watching = untilSilent(() => arrived, clock, AbortSignal.any([signal, done.signal])).then(() => {
        silent.abort((0,connection_errors/* noAnswerInTime */.qD)(`nothing has arrived for ${SILENCE_MS / 1_000} s`));
    }, 
    // The stream has ended, or the run was cancelled.
    () => undefined);
    try {
        // An error of the stream comes with the chunks; one that comes later ends nothing.
        const chunks = (0,external_node_stream_.pipeline)(await open(either), new external_node_stream_.PassThrough(), () => undefined);
        for await (const chunk of (0,external_node_stream_.addAbortSignal)(either, chunks)) {
            arrived += chunk.length;
            yield chunk;
        }
    }
    catch (error) {
        either.throwIfAborted();
        throw error;
    }
    finally {
        done.abort();
        await watching;
    }
}
/** Resolves once `arrived` has stayed the same for long. */
async function untilSilent(arrived, clock, signal) {
    let seen;
    do {
        seen = arrived();
        await clock.sleep(SILENCE_MS, signal);
    } while (arrived() !== seen);
}
function endedEarly(missing) {
    return new Error(`it ended ${missing} bytes early`);
}

;// CONCATENATED MODULE: ./src/download/save-model.ts
/**
 * Collects a model: its bytes to a file of our own naming, with bounded memory, and everything about them checked.
 */








/** First bytes of a zip's first entry (APPNOTE 4.3.7). */
const ZIP_START = Buffer.from('PK\x03\x04', 'latin1');
const ATTEMPTS = 2;
/** This much may have arrived that is not written yet: the disk gets it in few, long writes. */
const WRITE_BUFFER_BYTES = 1_024 * 1_024;
/**
 * Saves what `source` opens as `file`. If the bytes break off, are overwritten meanwhile or are not as announced, it
 * starts over once.
 * @param what for the messages, such as "the backup blob of \u2026"
 * @param source opens the bytes; is told the number of the attempt, from 1
 * @throws Failure; the signal's reason when aborted
 */
async function saveModel(what, source, file, run) {
    for (let attempt = 1;; attempt += 1) {
        try {
            return await saveOnce(what, () => source(attempt), file, run);
        }
        catch (error) {
            run.signal.throwIfAborted();
            if (error instanceof report_failure/* Failure */.HR || attempt === ATTEMPTS) {
                throw error instanceof report_failure/* Failure */.HR ? error : notSaved(what, file, error);
            }
            run.report.info(`Could not read ${what} to its end; starting over.`);
            run.report.info(answerOf(error));
        }
    }
}
/**
 * The same in one attempt. It leaves nothing partial behind.
 * @throws what went wrong: a Failure where that is the disk
 */
async function saveOnce(what, source, file, run) {
    const part = `${file}.part`;
    try {
        await (0,promises_.mkdir)(external_node_path_default().dirname(file), { recursive: true });
        const saved = await save(what, source, part, run);
        await (0,promises_.rename)(part, file);
        return { path: file, ...saved };
    }
    catch (error) {
        // What went wrong first is what matters, also where the partial file cannot be removed.
        await (0,promises_.rm)(part, { force: true }).catch(() => undefined);
        run.signal.throwIfAborted();
        throw isOfTheDisk(error) ? notSaved(what, file, error) : error;
    }
}
async function save(what, source, part, { report, clock, signal }) {
    const handle = await (0,promises_.open)(part, 'w');
    const file = handle.createWriteStream({ highWaterMark: WRITE_BUFFER_BYTES });
    // A file that cannot be written is closed: no more bytes are waited for then.
    const closed = new AbortController();
    file.once('close', () => {
        closed.abort();
    });
    try {
        const opened = await source();
        const [sha256, md5] = [(0,external_node_crypto_.createHash)('sha256'), (0,external_node_crypto_.createHash)('md5')];
        const tellProgress = progress(what, opened.length, report, clock);
        let bytes = 0;
        let start = Buffer.alloc(0);
        const measured = async function* () {
            for await (const chunk of readSource(opened, clock, AbortSignal.any([signal, closed.signal]))) {
                sha256.update(chunk);
                md5.update(chunk);
                start = Buffer.concat([start, chunk.subarray(0, ZIP_START.length - start.length)]);
                bytes += chunk.length;
                tellProgress(chunk.length);
                yield chunk;
            }
        };
        await (0,external_node_stream_promises_.pipeline)(measured, file);
        const own = md5.digest();
        if (opened.md5 !== null && !own.equals(opened.md5)) {
            throw new Error('the bytes that arrived have another MD5 than announced');
        }
        if (bytes === 0) {
            throw new Error('it is empty');
        }
        return { sha256: sha256.digest('hex'), md5: own, bytes, zipped: start.equals(ZIP_START) };
    }
    finally {
        file.destroy();
        await handle.close();
    }
}

;// CONCATENATED MODULE: ./src/deliver/export-list.ts

/** The export of this platform and flavor. Another flavor of the platform is another model. */
function findExport(all, target) {
    const same = ofPlatform(all, target).filter(({ flavor }) => sameName(flavor ?? '', target.flavor ?? ''));
    // One that failed may still be listed beside the one that was asked for anew.
    return same.find(({ state }) => state !== 'failed') ?? same[0];
}
/**
 * What a run does to have an iteration exported: nothing, because it is; wait for what is running; ask again for what
 * failed; ask.
 */
function decideExport(all, target) {
    const state = findExport(all, target)?.state ?? 'absent';
    const decisions = {
        done: 'used',
        exporting: 'awaited',
        failed: 'asked for once more',
        absent: 'asked for',
    };
    return decisions[state];
}
function ofPlatform(all, target) {
    return all.filter(({ platform }) => sameName(platform, target.platform));
}

;// CONCATENATED MODULE: ./src/deliver/own-copy.ts
/**
 * The service's own copy of an export, behind the link of an authenticated answer: what a backup is compared with.
 */









/** Holds the whole central directory of a model's zip, and with it the CRC of every file. */
const TAIL_BYTES = 64 * 1_024;
class OwnCopy {
    exported;
    run;
    link;
    constructor(exported, run) {
        this.exported = exported;
        this.run = run;
        this.link = exported.downloadUri;
    }
    /** For the messages. */
    get what() {
        return `the export to ${formatTarget(this.exported.target)} by its download link`;
    }
    /** @throws ServiceError, Error; Failure if there is no link; the signal's reason when aborted */
    async open(from = 0) {
        if (this.link === null) {
            throw noLink(this.exported.target);
        }
        return await this.run.openDownload(this.link, this.run.signal, from);
    }
    /** Reads the exports of the iteration as they are now, and with them a link that is signed anew. */
    async askAgain() {
        const { iterationId, target } = this.exported;
        const all = await explained(`read the exports of iteration ${iterationId}`, () => this.run.customVision.getExports(iterationId));
        this.link = findExport(all, target)?.downloadUri ?? this.link;
        return all;
    }
    /** Whether the service lists no other flavor of the platform. Asked after a fetch, it also tells of what came between. */
    async isOnlyOne() {
        const all = ofPlatform(await this.askAgain(), this.exported.target);
        const own = this.exported.target.flavor ?? '';
        return all.length > 0 && all.every(({ flavor }) => sameName(flavor ?? '', own));
    }
    /**
     * Whether a file holds the same bytes: length, end, and MD5 if the service tells one.
     * @returns `undefined` if the copy is out of reach, also by a link that is signed anew
     */
    async equals(file) {
        const { signal, report } = this.run;
        for (const signedAnew of [false, true]) {
            if (signedAnew) {
                await this.askAgain();
            }
            try {
                return await this.compare(file);
            }
            catch (error) {
                signal.throwIfAborted();
                if (error instanceof service_error/* ServiceError */._7 && error.httpStatus === 416) {
                    return false;
                }
                report.info(`Could not read ${this.what} to compare.`);
                report.info(error instanceof report_failure/* Failure */.HR ? '| no link' : answerOf(error));
            }
        }
        return undefined;
    }
    async compare({ path, bytes, md5 }) {
        const { clock, signal } = this.run;
        const copy = await this.open(Math.max(0, bytes - TAIL_BYTES));
        let read = copy.from ?? 0;
        let tail = Buffer.alloc(0);
        for await (const chunk of readSource(copy, clock, signal)) {
            read += chunk.length;
            if (read > bytes) {
                return false;
            }
            tail = Buffer.concat([tail, chunk]).subarray(-TAIL_BYTES);
        }
        if (read === 0) {
            throw new Error('it is empty');
        }
        const sameMd5 = copy.md5 === null || md5.equals(copy.md5);
        return read === bytes && sameMd5 && tail.equals(await endOf(path, tail.length));
    }
}
async function endOf(file, length) {
    const handle = await (0,promises_.open)(file);
    try {
        const { size } = await handle.stat();
        const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
        return buffer;
    }
    finally {
        await handle.close();
    }
}
function noLink(target) {
    return new report_failure/* Failure */.HR('export-failed', 'No model', [
        `The export to ${formatTarget(target)} is done, but no backup in the container is sure to be of it, and the service gives no download link.`,
        'Next: check that the managed identity of the training resource holds Storage Blob Data Contributor on the storage account, change an image, so that a new iteration is trained and exported, and run again.',
    ]);
}

;// CONCATENATED MODULE: ./src/deliver/zip.ts
/**
 * What is in a model's zip, and whether those who download it can unpack it. It is never unpacked here.
 */



/** The unpacker of `actions/download-artifact` reads each file by its own header, up to this version of the format. */
const NEWEST_VERSION = 45;
const STORED = 0;
const DEFLATED = 8;
/** Bits of a header's flags (APPNOTE 4.4.4). */
const ENCRYPTED = 0x41;
const SIZE_BEHIND = 0x08;
const SIZE_SIGNATURE = 0x08074b50;
/**
 * Lists a zip's entries.
 * @throws Failure if the central directory cannot be read, or an entry would be unpacked outside of its folder
 */
async function listZip(file) {
    const { default: yauzl } = await __webpack_require__.e(/* import() */ 663).then(__webpack_require__.t.bind(__webpack_require__, 20663, 19));
    const entries = [];
    const handle = await (0,promises_.open)(file);
    try {
        // Refuses absolute names and "..", also when written with backslashes.
        const zip = await yauzl.openPromise(file, { lazyEntries: true, decodeStrings: true });
        for await (const entry of zip.eachEntry()) {
            const header = await zip.readLocalFileHeaderPromise(entry);
            entries.push({
                name: entry.fileName,
                bytes: entry.uncompressedSize,
                offset: entry.relativeOffsetOfLocalHeader,
                backslashes: entry.fileNameRaw.includes('\\'),
                trouble: await troubleOf(entry, header, handle),
            });
        }
        return entries;
    }
    catch (error) {
        throw damaged(file, error);
    }
    finally {
        await handle.close();
    }
}
async function troubleOf({ fileNameRaw, compressedSize }, { generalPurposeBitFlag, compressionMethod, versionNeededToExtract, fileName, fileDataStart, }, handle) {
    if ((generalPurposeBitFlag & ENCRYPTED) !== 0) {
        return 'it is encrypted';
    }
    if (compressionMethod !== STORED && compressionMethod !== DEFLATED) {
        return `it is compressed by method ${compressionMethod}, not by Deflate`;
    }
    if (versionNeededToExtract > NEWEST_VERSION) {
        return `it needs version ${versionNeededToExtract / 10} of the format`;
    }
    if (!fileName.equals(fileNameRaw)) {
        return 'its own header has another name';
    }
    if ((generalPurposeBitFlag & SIZE_BEHIND) !== 0) {
        const behind = Buffer.alloc(4);
        await handle.read(behind, 0, behind.length, fileDataStart + compressedSize);
        return behind.readUInt32LE() === SIZE_SIGNATURE
            ? undefined
            : 'its size stands behind it, without a signature';
    }
    return undefined;
}
function damaged(file, error) {
    return new report_failure/* Failure */.HR('export-failed', 'Model is damaged', [
        'The exported model begins like a zip, but cannot be delivered as one:',
        foreign(error instanceof Error ? error.message : String(error)),
        `It was left at ${file} (output modelPath) and was not uploaded.`,
        'Next: set when-unchanged: retrain, or change an image, so that a new iteration is trained and exported: what the service itself keeps of this export is the same, unless the log says that it could not be compared.',
    ], { cause: error });
}

;// CONCATENATED MODULE: ./src/deliver/fetch-model.ts










/** An export that is done may reach the container a little later; one that has long been done will not. */
const PAUSES_JUST_ENDED_MS = [0, 500, 1_000, 2_000, 4_000, 8_000];
const PAUSES_LONG_DONE_MS = [0, 1_000, 2_000];
/**
 * @param file where to; absolute, in a folder of this model alone
 * @throws Failure; the signal's reason when aborted
 */
async function fetchModel(exported, file, run) {
    const copy = new OwnCopy(exported, run);
    const backup = await new BackupFetch(exported, copy, file, run).fetch();
    const fetched = backup ?? { ...(await fetchByLink(copy, file, run)), modelUri: null };
    run.report.info(`Saved ${fetched.bytes} bytes, SHA-256 ${fetched.sha256}.`);
    return fetched;
}
async function fetchByLink(copy, file, run) {
    run.report.info('No backup blob is sure to be of this very export: fetching it from the service by its download link.');
    const open = async (attempt) => {
        if (attempt > 1) {
            await copy.askAgain();
        }
        return await copy.open();
    };
    return await saveModel(copy.what, open, file, run);
}
class BackupFetch {
    exported;
    copy;
    file;
    run;
    /** ETags of what was fetched and is not proven. */
    tried = new Set();
    /** Whether bytes were lost on their way before: that is tried once more. */
    brokenOff = false;
    /** What was fetched last: other bytes than the service's own. */
    other;
    constructor(exported, copy, file, run) {
        this.exported = exported;
        this.copy = copy;
        this.file = file;
        this.run = run;
    }
    /** @returns `undefined` if no backup is this export's, or none can be read */
    async fetch() {
        const pauses = this.exported.justEnded ? PAUSES_JUST_ENDED_MS : PAUSES_LONG_DONE_MS;
        const found = await lookAgain(pauses, () => this.look(), this.run);
        return found === 'unreadable' ? undefined : (found ?? (await this.packedAnew()));
    }
    async look() {
        const blobs = await findBackups(this.exported, this.run).catch((error) => this.unreadable(error instanceof report_failure/* Failure */.HR ? error.cause : error));
        if (blobs === 'unreadable') {
            return blobs;
        }
        for (const blob of blobs.filter(({ etag }) => !this.tried.has(etag))) {
            const proven = await this.tryBlob(blob);
            if (proven !== undefined) {
                return proven;
            }
        }
        return undefined;
    }
    async tryBlob(blob) {
        const { container, report } = this.run;
        const name = quoted(blob.name);
        report.info(`Fetching the backup blob ${name}.`);
        let saved;
        try {
            const { host } = new URL(container.urlOf(blob.name));
            const source = { ...blob, host, open: container.open.bind(container, blob) };
            const open = () => Promise.resolve(source);
            saved = await saveOnce(`the backup blob ${name}`, open, this.file, this.run);
        }
        catch (error) {
            this.run.signal.throwIfAborted();
            if (error instanceof report_failure/* Failure */.HR) {
                throw error;
            }
            if (!isNotThereYet(error) && (this.brokenOff || !isBroken(error))) {
                return this.unreadable(error);
            }
            this.brokenOff ||= isBroken(error);
            report.info(`The backup blob ${name} could not be read to its end, or is being written; looking again.`);
            report.info(answerOf(error));
            return undefined;
        }
        this.tried.add(blob.etag);
        const fetched = { ...saved, modelUri: container.urlOf(blob.name) };
        const same = await this.copy.equals(saved);
        if (same === true) {
            return fetched;
        }
        if (same === undefined) {
            return await this.unproven(fetched, name);
        }
        report.info(`The backup blob ${name} holds other bytes than the service\u2019s own copy of this export.`);
        this.other = fetched;
        return undefined;
    }
    /** @throws the signal's reason when aborted */
    unreadable(error) {
        const { report, signal } = this.run;
        signal.throwIfAborted();
        report.warning('Backup not readable', [
            'The backup of the model in the container could not be read. Storage answered:',
            answerOf(error),
            'Next: nothing for this run, which takes the model by its download link and leaves the output modelUri empty. See that the backup can be read: it outlives the service.',
        ]);
        return 'unreadable';
    }
    /** In a closed network there is nothing to compare with: the backup is sure where no other flavor can have written it. */
    async unproven(fetched, name) {
        if (await this.copy.isOnlyOne()) {
            this.run.report.info(`The backup blob ${name} is taken: no other export has the same name for its backup.`);
            return fetched;
        }
        const target = formatTarget(this.exported.target);
        throw new report_failure/* Failure */.HR('export-failed', 'No model', [
            `The backup blob ${name} may be that of another flavor: all flavors of a platform may have one name for their backups, the service lists several, and its own copy of the export to ${target} could not be read to compare (see the log).`,
            'Next: let this runner reach the host of the download link, or export one flavor of a platform from an iteration; then run again.',
        ]);
    }
    /** Whether the service packs a backup anew is not known: one that can be nothing else is taken although it differs. */
    async packedAnew() {
        const { other, exported, copy, run } = this;
        const readable = async () => other?.zipped === true && (await isReadable(other.path));
        if (exported.earlier === null || !(await readable()) || !(await copy.isOnlyOne())) {
            return undefined;
        }
        run.report.info('It is a whole package, written after this run asked for the export, and no other export can have written it: it is taken, and differs from the service\u2019s own copy.');
        return other;
    }
}
/** Whether storage says that a blob is not there yet, or was replaced since it was listed. */
function isNotThereYet(error) {
    return [404, 412].includes((0,connection_errors/* statusCode */.se)(error) ?? 0) || (0,connection_errors/* errorCode */.CA)(error) === 'PendingCopyOperation';
}
/** Whether bytes broke off on their way, or arrived as others. Who says nothing at all, says nothing a second time. */
function isBroken(error) {
    return (0,connection_errors/* statusCode */.se)(error) === undefined && (0,connection_errors/* errorCode */.CA)(error) !== 'ETIMEDOUT';
}
async function isReadable(file) {
    return await listZip(file).then(() => true, () => false);
}

;// CONCATENATED MODULE: ./src/report/step-outputs.ts
/**
 * The outputs of a step, of whichever action. A run writes all of them, however it ends.
 */



/** Writes each output the moment the run knows it: the runner keeps what a step wrote before something killed it. */
class StepOutputs {
    values = new Map();
    defaults;
    write;
    /** What the disk says, if an output could not be written. */
    trouble;
    /** @param defaults what each output says while the run knows nothing else */
    constructor(defaults, write = core/* setOutput */.uH) {
        this.defaults = defaults;
        this.write = write;
    }
    set(name, value) {
        if (this.get(name) !== value) {
            this.values.set(name, value);
            this.tryToWrite(name, value);
        }
    }
    /** What the output was set to last, or its default. */
    get(name) {
        return this.values.get(name) ?? this.defaults[name];
    }
    /**
     * Writes the status, and every output that still has its default, so that later steps find them all; and all of them
     * again if one could not be written before.
     */
    finish(status) {
        this.set('status', status);
        const isWritten = this.trouble === undefined;
        this.trouble = undefined;
        for (const name of this.names) {
            if (!isWritten || !this.values.has(name)) {
                this.tryToWrite(name, this.get(name));
            }
        }
    }
    /** A failure that says all outputs, if not all of them could be written. */
    get unwritten() {
        return this.trouble === undefined
            ? undefined
            : new report_failure/* Failure */.HR('failed', 'Outputs not written', [
                'The runner\u2019s file for the outputs of this step (GITHUB_OUTPUT) cannot be written, so later steps miss them:',
                foreign(this.trouble.message),
                'The outputs are:',
                ...this.names.map((name) => foreign(`${name}=${this.get(name)}`)),
                'Next: see that the disk of the runner has space, and that nothing removes or locks files in its temporary folder; then run the workflow again, it picks up where this run stopped.',
            ]);
    }
    get names() {
        return Object.keys(this.defaults);
    }
    /** A run goes on without its outputs, because what it has paid for counts more; the log then says them. */
    tryToWrite(name, value) {
        try {
            this.write(name, value);
        }
        catch (error) {
            this.trouble ??= error instanceof Error ? error : new Error(String(error));
        }
    }
}

;// CONCATENATED MODULE: ./src/report/outputs.ts
/**
 * The outputs of the root action, in the forms that action.yml promises.
 */

/** What a run learns of a model; `null` until it knows it. */
const outputs_UNKNOWN = {
    /** URL of the backup blob, percent-encoded, without a query. */
    modelUri: null,
    /** Absolute path of the file. */
    path: null,
    /** 64 hex digits, lower case. */
    sha256: null,
    bytes: null,
    artifactName: null,
    artifactId: null,
    artifactUrl: null,
};
/** A model of which the run knows no more than what it is to be. */
function unknownModel({ platform, flavor }) {
    return { platform, flavor, ...outputs_UNKNOWN };
}
/** What each output says while the run knows nothing else. */
const outputs_DEFAULTS = {
    iterationId: '',
    modelUri: '',
    models: '[]',
    status: 'failed',
    trained: 'false',
    precision: '',
    recall: '',
    averagePrecision: '',
    metrics: '',
    gate: 'none',
    summaryPath: '',
    projectId: '',
    modelPath: '',
    modelSha256: '',
    artifactName: '',
    artifactId: '',
    artifactUrl: '',
    artifactDigest: '',
};
/** The outputs of the root action. */
class Outputs extends StepOutputs {
    /** Every model that the user wants, in the order of `platforms`. */
    models = [];
    constructor(write) {
        super(outputs_DEFAULTS, write);
    }
    /** Announces every model that the user wants, in the order of `platforms`. */
    setTargets(targets) {
        this.models = targets.map(unknownModel);
        this.set('models', JSON.stringify(this.models));
    }
    /**
     * Sets what the run knows of a model by now; the first model has outputs of its own.
     * @param artifactDigest 64 hex digits, lower case
     */
    setModel(index, model, artifactDigest) {
        this.models = this.models.toSpliced(index, 1, model);
        this.set('models', JSON.stringify(this.models));
        if (index === 0) {
            const { path: modelPath, sha256: modelSha256, modelUri, artifactName, artifactId, artifactUrl } = model;
            const own = { modelUri, modelPath, modelSha256, artifactName, artifactId, artifactUrl, artifactDigest };
            for (const [name, value] of Object.entries(own)) {
                this.set(name, String(value ?? ''));
            }
        }
    }
}

// EXTERNAL MODULE: external "node:async_hooks"
var external_node_async_hooks_ = __webpack_require__(16698);
;// CONCATENATED MODULE: ./src/github/client-log.ts
/**
 * Whose line it is where the toolkit's artifact client writes to the log. It writes there itself, and its lines name no
 * artifact: those of uploads that run side by side could not be told apart.
 */

/** A command of the runner that shows a text. Others, such as that which masks a secret, have to stay as they are. */
const SHOWN = /^::(?:debug|notice|warning|error)(?: [^:]*)?::/;
const labels = new external_node_async_hooks_.AsyncLocalStorage();
let outputIsLabelled = false;
/**
 * Puts a label before each line that the action writes to standard output, also where several actions run at once.
 * @param label `undefined`: its lines stay as they are
 */
async function underLabel(label, action) {
    if (label === undefined) {
        return await action();
    }
    if (!outputIsLabelled) {
        outputIsLabelled = true;
        labelOutput(process.stdout);
    }
    return await labels.run(label, action);
}
/** All lines go through this one function, whichever copy of `@actions/core` writes them. */
function labelOutput(output) {
    const write = output.write.bind(output);
    output.write = (chunk, ...more) => {
        const label = labels.getStore();
        return write(typeof chunk === 'string' && label !== undefined ? client_log_labelled(chunk, label) : chunk, ...more);
    };
}
function client_log_labelled(text, label) {
    return text.replace(/^.+$/gm, (line) => {
        const command = SHOWN.exec(line)?.[0] ?? '';
        return line.startsWith('::') && command === ''
            ? line
            : `${command}${label}: ${line.slice(command.length)}`;
    });
}

;// CONCATENATED MODULE: ./src/github/artifact-list.ts





const METHOD = '/twirp/github.actions.results.api.v1.ArtifactService/ListArtifacts';
const artifact_list_REQUEST_TIMEOUT_MS = 10_000;
/** The service gave no list. */
class ArtifactListError extends Error {
    name = 'ArtifactListError';
    reason;
    /** `undefined`: no answer arrived. */
    statusCode;
    /** Set if the proxy answered or failed, not the service. */
    proxy;
    constructor(said, reason, more = {}) {
        super(said, { cause: more.cause });
        this.reason = reason;
        this.statusCode = more.statusCode;
        this.proxy = more.proxy;
    }
}
/**
 * @returns the finished artifacts of that name, whichever job made them
 * @throws ArtifactListError, also when aborted
 */
async function listArtifacts(name, env, signal) {
    const ids = backendIds(env.ACTIONS_RUNTIME_TOKEN);
    const url = URL.parse(METHOD, env.ACTIONS_RESULTS_URL)?.href;
    if (url === undefined) {
        throw new ArtifactListError('ACTIONS_RESULTS_URL is no URL', 'not asked');
    }
    const client = await githubClient(url);
    const proxy = (0,proxies/* githubProxyFor */.l2)(url, env);
    let answer;
    try {
        answer = await client.pathUnchecked(url).post({
            abortSignal: signal,
            timeout: artifact_list_REQUEST_TIMEOUT_MS,
            headers: { authorization: `Bearer ${env.ACTIONS_RUNTIME_TOKEN ?? ''}` },
            contentType: 'application/json',
            body: { ...ids, name_filter: name },
        });
    }
    catch (error) {
        throw notListed((0,connection_errors/* timedOutIfAborted */.C1)(error, `no answer within ${artifact_list_REQUEST_TIMEOUT_MS / 1_000} s`), proxy);
    }
    return read(Number(answer.status), answer.body, proxy);
}
function notListed(cause, proxy) {
    const said = cause instanceof Error ? cause.message : String(cause);
    if (cause instanceof foreign_answer/* ForeignAnswer */.J6) {
        return new ArtifactListError(said, 'something else answered', { statusCode: cause.httpStatus, cause });
    }
    const unread = (0,connection_errors/* errorCode */.CA)(cause) === 'PARSE_ERROR';
    return new ArtifactListError(said, unread ? 'something else answered' : 'no answer', {
        cause,
        proxy: (0,proxies/* isTroubleOfProxy */.Vn)(cause) ? proxy : undefined,
    });
}
function read(statusCode, body, proxy) {
    const { artifacts, msg } = Object(body);
    if (statusCode >= 400) {
        const words = typeof msg === 'string' ? msg : typeof body === 'string' ? body : '';
        throw new ArtifactListError(`${statusCode} ${words}`.trim(), 'refused', {
            statusCode,
            // The service's other refusals do not tell whether a proxy stood in its place.
            proxy: statusCode === 407 ? proxy : undefined,
        });
    }
    const list = artifacts ?? [];
    if (statusCode !== 200 || typeof body !== 'object' || body === null || !Array.isArray(list)) {
        throw new ArtifactListError(`${statusCode} without a list of artifacts`, 'something else answered', {
            statusCode,
        });
    }
    return list;
}
/** How the service knows this run and this job: from the token's `Actions.Results:RUN:JOB`, as the toolkit reads it. */
function backendIds(token) {
    const { scp } = claimsOf(token);
    const scope = typeof scp === 'string' ? /(?:^| )Actions\.Results:([^: ]+):([^: ]+)(?: |$)/.exec(scp) : null;
    const [, run, job] = scope ?? [];
    if (run === undefined || job === undefined) {
        throw new ArtifactListError('ACTIONS_RUNTIME_TOKEN is no JSON Web Token that names a workflow run and a job', 'not asked');
    }
    return { workflow_run_backend_id: run, workflow_job_run_backend_id: job };
}

;// CONCATENATED MODULE: ./src/github/refusals.ts




/** The toolkit's words for what the service calls `insufficient usage`. */
const QUOTA = /Artifact storage quota has been hit|insufficient usage/;
/** Whether the same request may well succeed a moment later. */
function refusals_mayPass(error) {
    const status = (0,connection_errors/* statusCode */.se)(error);
    if (status !== undefined) {
        return (0,connection_errors/* isTransientStatus */.Dm)(status);
    }
    // A host that nobody knows is a wrong address far more often than trouble that passes.
    const isUnknown = (0,connection_errors/* causes */.ps)(error).some((cause) => (0,connection_errors/* errorCode */.CA)(cause) === 'ENOTFOUND');
    return reasonOf(error) === 'no answer' && !isUnknown && !(0,connection_errors/* isOfCertificate */.xj)(error);
}
/** @param error of the toolkit or of `listArtifacts` */
function artifactAdvice(error, env) {
    const said = error instanceof Error ? error.message : String(error);
    if (QUOTA.test(said)) {
        return {
            heading: 'Artifact storage used up',
            next: 'delete artifacts or packages of the account that owns this repository, or raise its budget for Actions storage; GitHub counts anew within 6 to 12 hours. Then run again',
        };
    }
    if (error instanceof ArtifactListError && error.proxy !== undefined) {
        return {
            heading: 'No way through the proxy',
            next: (0,proxies/* proxyAdvice */.ZV)(error.proxy, error.statusCode ?? null),
        };
    }
    const heading = reasonOf(error) === 'something else answered' ? 'Something else answered' : 'Artifact service';
    return { heading, next: `${nextOf(error, said, env)}${proxyHint(env)}` };
}
function nextOf(error, said, env) {
    if (env.ACT !== undefined) {
        return 'set upload-artifact: false: this is nektos/act, whose artifact server refuses uploads that name a MIME type';
    }
    switch (reasonOf(error)) {
        case 'not asked':
            return 'run this job on a runner of GitHub Actions, which sets that variable, or set upload-artifact: false';
        case 'something else answered':
            return `see what answers for ${hostOf(env)}: a proxy or a sign-in page stands between this runner and GitHub`;
        case 'no answer':
            return (0,connection_errors/* networkAdvice */.B0)(error) ?? `let this runner reach ${hostOf(env)}, and run again`;
        case 'refused':
        case undefined:
            return /\b40[13]\b/.test(said)
                ? 'run the job again, which gives it a new token; if that does not help, set upload-artifact: false'
                : 'run again';
    }
}
/** The toolkit's errors do not tell a proxy's refusal from GitHub's. */
function proxyHint(env) {
    const proxy = (0,proxies/* githubProxyFor */.l2)(env.ACTIONS_RESULTS_URL, env);
    return proxy === undefined
        ? ''
        : `; if that does not help, see that the proxy ${proxy.url} (${proxy.variable}) lets this runner through to GitHub\u2019s hosts`;
}
function reasonOf(error) {
    if (error instanceof foreign_answer/* ForeignAnswer */.J6) {
        return 'something else answered';
    }
    return error instanceof ArtifactListError ? error.reason : undefined;
}
function hostOf({ ACTIONS_RESULTS_URL: url }) {
    return URL.parse(url ?? '')?.host ?? 'the artifact service';
}

;// CONCATENATED MODULE: ./src/deliver/upload-model.ts
/**
 * Ensures that a model is a workflow artifact. A zip goes up as it is, so that the artifact's digest is the model's
 * SHA-256 and nothing is compressed twice; downloaders still unpack it. Nobody's artifact is replaced unasked: where the
 * name is taken by another model, the model goes up under the next free one.
 */







/** The toolkit writes the date of a file into its archive: of one date, two archives of one model have one digest. */
const PACKED_AT = new Date('2020-01-01T00:00:00Z');
/** As many jobs as a matrix can have, each of which may want the same name. */
const upload_model_MOST_NAMES = 256;
const OWN_NAMES = 'give each job a name of its own, such as artifact-name: model-${{ matrix.project }}.zip';
/**
 * Uploads at once, and looks for what holds the name only if that is taken.
 * @param onMoved is told the file's new path whenever it gets another name
 * @throws Failure
 */
async function ensureUploaded(collected, wanted, run, onMoved) {
    const base = wanted.name.replace(/\.zip$/, '');
    // A model that is no zip has the ending of its platform's files.
    const ending = collected.zipped ? '.zip' : external_node_path_default().extname(collected.path).replace('.zip', '');
    const first = `${base}${ending}`;
    let model = collected;
    const holders = [];
    if (!model.zipped) {
        await (0,promises_.utimes)(model.path, PACKED_AT, PACKED_AT);
        run.report.warning('Model is no zip', [
            `The exported model is no zip, so it goes up in an archive of its own as the artifact ${first}; its digest is not that of the model.`,
        ]);
    }
    for (let number = 1; number <= upload_model_MOST_NAMES; number += 1) {
        const name = number === 1 ? first : `${base}-${number}${ending}`;
        model = await upload_model_named(model, name, onMoved);
        const stored = await store(model, { ...wanted, name }, run);
        if (!('is' in stored)) {
            const same = holders.find(({ artifact }) => artifact?.digest === stored.digest);
            if (same?.artifact !== undefined && (await isDeleted(name, run))) {
                run.report.info(`The artifact ${same.name} holds this very model already: it is used again.`);
                return { name: same.name, id: same.artifact.id, digest: stored.digest };
            }
            const holder = holders[0]?.is;
            if (holder !== undefined) {
                run.report.warning('Artifact under another name', [
                    `In this workflow run, ${holder} holds the name ${first}. It is left as it is: the model is stored as the artifact ${name}.`,
                    `Next: let later jobs take the name from the output artifactName, and ${OWN_NAMES}${holder === 'another model' ? '; or set overwrite: true to have that artifact replaced' : ''}.`,
                ]);
            }
            return { name, ...stored };
        }
        holders.push({ name, ...stored });
    }
    throw new report_failure/* Failure */.HR('failed', 'Artifact name is taken', [
        `Other artifacts or unfinished uploads of this workflow run hold the name ${first} and the next ${upload_model_MOST_NAMES - 1}. They are left as they are.`,
        `The model is at ${model.path} (output modelPath).`,
        `Next: ${OWN_NAMES}, and run again; nothing is trained or exported anew.`,
    ]);
}
/** What is done with an artifact that has the name already; one that is left makes the model go by another name. */
function decideTaken(holdsTheModel, overwrite) {
    return holdsTheModel ? 'used again' : overwrite ? 'replaced' : 'left';
}
/** @returns the artifact that holds the model, or what else holds the name */
async function store(model, wanted, run) {
    const { artifacts, report, signal } = run;
    const { name, overwrite } = wanted;
    const uploaded = await upload(model, wanted, run);
    if (uploaded !== 'name taken') {
        return uploaded;
    }
    const existing = await tried(model, run, () => artifacts.find(name, signal));
    if (existing === undefined) {
        return { is: 'an unfinished upload' };
    }
    const decision = decideTaken(existing.digest === model.sha256, overwrite);
    if (decision === 'used again') {
        report.info(`The artifact ${name} holds this very model already: it is used again.`);
        return { id: existing.id, digest: model.sha256 };
    }
    if (decision === 'left') {
        return { is: 'another model', artifact: existing };
    }
    report.info(`Replacing the artifact ${name}, which holds another model (overwrite: true).`);
    await tried(model, run, () => artifacts.delete(name, signal));
    const again = await upload(model, wanted, run);
    return again === 'name taken' ? { is: 'another model' } : again;
}
/** What was stored only to learn its digest, which is known of an archive no sooner, is not needed any more. */
async function isDeleted(name, { artifacts, signal }) {
    try {
        await artifacts.delete(name, signal);
        return true;
    }
    catch {
        signal.throwIfAborted();
        return false;
    }
}
async function upload(model, { name, retentionDays }, run) {
    const uploaded = await tried(model, run, () => run.artifacts.upload(name, model.path, { archive: !model.zipped, retentionDays }, run.signal));
    if (uploaded !== 'name taken' && model.zipped && uploaded.digest !== model.sha256) {
        throw new report_failure/* Failure */.HR('failed', 'Artifact differs from the model', [
            `The artifact ${name} was stored with the SHA-256 ${uploaded.digest}, but the model has ${model.sha256}.`,
            'Next: delete the artifact and run again; nothing is trained or exported anew.',
        ]);
    }
    return uploaded;
}
/** An artifact that goes up as it is takes its name from its file; a file of that name is somebody else's. */
async function upload_model_named(model, name, onMoved) {
    if (!model.zipped || external_node_path_default().basename(model.path) === name) {
        return model;
    }
    const folder = external_node_path_default().dirname(model.path);
    const free = (0,external_node_fs_.existsSync)(external_node_path_default().join(folder, name)) ? await (0,promises_.mkdtemp)(external_node_path_default().join(folder, 'model-')) : folder;
    const file = external_node_path_default().join(free, name);
    await (0,promises_.rename)(model.path, file);
    onMoved(file);
    return { ...model, path: file };
}
async function tried(model, { env, report, signal }, action) {
    try {
        return await underLabel(report.label, action);
    }
    catch (error) {
        signal.throwIfAborted();
        const { heading, next } = artifactAdvice(error, env);
        throw new report_failure/* Failure */.HR('failed', heading, [
            'Could not store the model as an artifact. The artifact service answered:',
            foreign(error instanceof Error ? error.message : String(error)),
            `The model is at ${model.path} (output modelPath).`,
            `Next: ${next}; nothing is trained or exported anew.`,
        ], { cause: error });
    }
}

;// CONCATENATED MODULE: ./src/deliver/unpacking.ts
/**
 * Sees that those who download the model can unpack it: tells what is in its zip and what of that their unpacker cannot
 * read, and turns the backslashes of Windows in its names into slashes.
 */







/** The log names at most this many files of a model. */
const unpacking_MOST_LISTED = 20;
/** Where headers say how long their names are, and where those begin (APPNOTE 4.3.7 and 4.3.12). */
const LOCAL = { lengths: 26, name: 30 };
const CENTRAL = { lengths: 28, name: 46 };
const END_SIGNATURE = Buffer.from('PK\x05\x06', 'latin1');
/** The end record with the longest comment. */
const END_BYTES = 22 + 0xffff;
/** @returns the model as it is to be delivered @throws Failure if it cannot be delivered as a zip */
async function madeUnpackable(model, report) {
    const entries = await listZip(model.path);
    report.info(`The model is a zip of ${entries.length} files:`);
    for (const { name, bytes } of entries.slice(0, unpacking_MOST_LISTED)) {
        report.info(foreign(`${name} (${bytes} bytes)`));
    }
    const troubles = entries.flatMap(({ name, trouble }) => trouble === undefined ? [] : [foreign(`${name}: ${trouble}`)]);
    if (troubles.length > 0) {
        report.warning('Model hard to unpack', [
            'actions/download-artifact cannot unpack these files of the model rightly:',
            ...(0,report_failure/* shortened */.vI)(troubles, unpacking_MOST_LISTED),
            'Next: unpack it with another tool, from the backup in the container (output modelUri) or in this job (output modelPath).',
        ]);
    }
    if (!entries.some(({ backslashes }) => backslashes)) {
        return model;
    }
    await writeSlashes(model.path, entries);
    report.warning('Model hard to unpack', [
        'The names of files in the model were written with backslashes, of which Linux and macOS make file names and no folders.',
        'Next: nothing, the action has turned them into slashes in the file that it delivers; its SHA-256 is therefore not that of the backup.',
    ]);
    return { ...model, sha256: await sha256Of(model.path) };
}
/** In place, since the names keep their lengths: nothing else of the zip changes. */
async function writeSlashes(file, entries) {
    const handle = await (0,promises_.open)(file, 'r+');
    try {
        let central = await centralDirectoryOf(handle);
        for (const { offset } of entries) {
            await rewriteName(handle, offset, LOCAL);
            central = await rewriteName(handle, central, CENTRAL);
        }
    }
    finally {
        await handle.close();
    }
}
/** @returns where the next header of the central directory begins */
async function rewriteName(handle, header, at) {
    const { buffer } = await handle.read(Buffer.alloc(at.name), 0, at.name, header);
    const nameLength = buffer.readUInt16LE(at.lengths);
    const name = Buffer.alloc(nameLength);
    await handle.read(name, 0, nameLength, header + at.name);
    const slashes = Buffer.from(name.toString('latin1').replaceAll('\\', '/'), 'latin1');
    await handle.write(slashes, 0, nameLength, header + at.name);
    const more = at === CENTRAL ? buffer.readUInt16LE(30) + buffer.readUInt16LE(32) : 0;
    return header + at.name + nameLength + more;
}
async function centralDirectoryOf(handle) {
    const { size } = await handle.stat();
    const length = Math.min(size, END_BYTES);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.readUInt32LE(buffer.lastIndexOf(END_SIGNATURE) + 16);
}
async function sha256Of(file) {
    const hash = (0,external_node_crypto_.createHash)('sha256');
    await (0,external_node_stream_promises_.pipeline)((0,external_node_fs_.createReadStream)(file), hash);
    return hash.digest('hex');
}

;// CONCATENATED MODULE: ./src/deliver/one-model.ts
/**
 * Delivers an exported model: to a file, checked, and from there to an artifact. Outputs are set as they become known.
 */











/**
 * Fetches a model to `{temp folder}/custom-vision/{iteration id}/{platform}[-{flavor}]/{artifact name}`, and looks into it.
 * @returns uploads it, where that is wanted and possible
 * @throws Failure; the signal's reason when aborted. So does the upload
 */
async function deliverModel(exported, { target, artifactName, index }, inputs, run) {
    const { env, outputs, report, workflow } = run;
    let known = unknownModel(target);
    const tell = (more, artifactDigest = null) => {
        known = { ...known, ...more };
        outputs.setModel(index, known, artifactDigest);
    };
    const model = await inGroup('Fetch the model', 'The model was being fetched', run, async (bounded) => {
        const fetched = await fetchToFolder(exported, target, artifactName, bounded);
        tell({ modelUri: fetched.modelUri, path: fetched.path, sha256: fetched.sha256, bytes: fetched.bytes });
        const deliverable = fetched.zipped ? await madeUnpackable(fetched, report) : fetched;
        tell({ sha256: deliverable.sha256 });
        return deliverable;
    });
    const upload = async (bounded) => {
        const { retentionDays, overwrite } = inputs;
        const wanted = { name: artifactName, retentionDays, overwrite };
        const { name, id, digest } = await ensureUploaded(model, wanted, bounded, (moved) => {
            tell({ path: moved });
        });
        const artifactUrl = `${(await workflow()).url}/artifacts/${id}`;
        tell({ artifactName: name, artifactId: id, artifactUrl }, digest);
        report.info(`The artifact ${name} holds the model.`);
    };
    return async () => {
        if (uploadsArtifacts(inputs, env)) {
            await inGroup('Upload the model', 'The model was being uploaded', run, upload);
        }
    };
}
/** One that is no zip gets the ending of its platform's model files. */
async function fetchToFolder(exported, target, artifactName, run) {
    const { tempFolder } = await run.workflow();
    // Joined by hand, because the bundler takes a path of literals and variables for files that it has to bundle.
    const parts = [tempFolder, 'custom-vision', exported.iterationId, fileNameOf(target)];
    const folder = await claimFolder(external_node_path_default().resolve(parts.join((external_node_path_default()).sep)));
    try {
        const fetched = await fetchModel(exported, [folder, artifactName].join((external_node_path_default()).sep), run);
        if (fetched.zipped) {
            return fetched;
        }
        const named = fetched.path.replace(/\.zip$/, bareEnding(target));
        await (0,promises_.rename)(fetched.path, named);
        return { ...fetched, path: named };
    }
    catch (error) {
        await (0,promises_.rm)(folder, { recursive: true, force: true }).catch(() => undefined);
        throw error;
    }
}
/** @param late what is said of a run whose time is up meanwhile */
async function inGroup(title, late, run, part) {
    return await run.report.group(title, () => withinDeadline((signal) => part({ ...run, signal }), () => timeOut(late), run));
}

;// CONCATENATED MODULE: ./src/deliver/export-time.ts
/**
 * How long an export may take.
 */

/** Recorded exports took 2 to 40 seconds; large ones, and the queue before them, take minutes. */
const LONGEST_MS = 3_600_000;
/**
 * What is said of an export that runs for longer than it can.
 * @param what such as "the export of iteration \u2026"
 * @param since when this run began to wait for it, in milliseconds since the epoch: the service tells no earlier time
 */
function overdueExport(what, since) {
    return {
        heading: 'Export takes too long',
        at: since + LONGEST_MS,
        lines: (now) => [
            `This run waits for ${what} since ${new Date(since).toISOString()}, for ${(0,time_clock/* formatDuration */.a3)(now - since)}: longer than an export takes.`,
            'Next: look at it in the portal; no operation of the service cancels an export, so if it does not end, choose another entry for platforms, or ask the support of Azure with the ids of project and iteration. The run goes on waiting.',
        ],
    };
}

;// CONCATENATED MODULE: ./src/deliver/export.ts
/**
 * Ensures that an iteration is exported to a platform: what is done is used, what is running is joined, what failed is
 * asked for once more. Whether its domain exports to that platform was asked before the training; an iteration itself
 * does not tell (v3.4-preview), or may leave out platforms that are possible (older versions).
 */








/**
 * @param askExports reads all exports of the iteration once, and gives up after so many milliseconds; exports that are
 *   waited for side by side share an answer
 * @throws Failure `export-failed`, `timed-out` or `failed`
 */
async function ensureExported(iteration, target, askExports, run) {
    const { customVision, report, clock } = run;
    const ids = { projectId: customVision.projectId, iterationId: iteration.id };
    // Where the lines of several exports are labelled, the label says where to.
    const whereTo = report.label === undefined ? ` to ${formatTarget(target)}` : '';
    const what = `the export of iteration ${iteration.id}${whereTo}`;
    const read = () => explained(`read ${what}`, () => customVision.getExports(iteration.id));
    const wait = (wanted, since) => {
        const isOurs = isOfExport(ids, target);
        const ask = async (mostMs) => {
            const all = await askExports(mostMs);
            return (findExport(all, wanted)?.state ?? 'exporting') === 'exporting' ? undefined : all;
        };
        const overdue = overdueExport(what, clock.now());
        return explained(`wait for ${what}`, () => waitFor({ what, isOurs, since, ask, overdue }, run));
    };
    const before = await read();
    const decision = decideExport(before, target);
    if (decision === 'used' || decision === 'awaited') {
        const justEnded = decision === 'awaited';
        report.info(`Found ${what}: it ${justEnded ? 'is still running' : 'is done already'}.`);
        const all = justEnded ? await wait(target, iteration.trainedAt ?? iteration.created) : before;
        return { ...ids, target, downloadUri: linkIn(all, target, what), justEnded, earlier: null };
    }
    const earlier = new Map((await listBackups(ids, run)).map(({ name, etag }) => [name, etag]));
    const since = clock.now();
    const ask = () => customVision.exportIteration(iteration.id, target);
    const { requested, isOurs } = await request(ask, read, target, what);
    report.info(`Started ${what}.`);
    // The service may have filled in a flavor of its own; from here on that one is meant.
    const wanted = { ...target, flavor: requested.flavor };
    const all = requested.state === 'done' ? await read() : await wait(wanted, since);
    const downloadUri = linkIn(all, wanted, what);
    return { ...ids, target: wanted, downloadUri, justEnded: true, earlier: isOurs ? earlier : null };
}
/** Whether a notification is of an export of this iteration, and of this platform if it tells its platform. */
function isOfExport({ projectId, iterationId }, { platform }) {
    return (notification) => notification.type === 'Export' &&
        notification.iterationId === iterationId &&
        notification.projectId === projectId &&
        [undefined, platform].includes(platformIn(notification.modelUri ?? ''));
}
/** Asks for an export. A second one of the same is a join, and a lost answer is looked for before it is repeated. */
async function request(ask, read, target, what) {
    for (let attempt = 1;; attempt += 1) {
        try {
            return { requested: await ask(), isOurs: true };
        }
        catch (error) {
            if (!(error instanceof service_error/* ServiceError */._7)) {
                throw error;
            }
            const exists = error.code === 'BadRequestExportAlreadyInProgress';
            if (exists || error.mayHaveActed) {
                const all = await read();
                const found = findExport(all, target) ?? (exists ? onlyOne(all, target) : undefined);
                if (found !== undefined && (exists || found.state !== 'failed')) {
                    return { requested: found, isOurs: !exists };
                }
            }
            if (!error.mayHaveActed || attempt === 2) {
                throw serviceFailure(`start ${what}`, error, 'export-failed');
            }
        }
    }
}
/** @returns the download link of an export that is done @throws Failure `export-failed` if it is not done */
function linkIn(all, wanted, what) {
    const found = findExport(all, wanted);
    if (found?.state !== 'done') {
        throw new report_failure/* Failure */.HR('export-failed', 'Export failed', [
            `The service reports ${what} as failed; it gives no reason.`,
            'Next: run again, the export is then asked for once more and the training is not repeated (retry-failed: true does so in the same run); if it fails again, choose another entry for platforms.',
        ]);
    }
    return found.downloadUri;
}
/** The service says that what we asked for without a flavor exists: it is the only one of the platform, if there is one. */
function onlyOne(all, target) {
    const candidates = ofPlatform(all, target);
    return target.flavor === null && candidates.length === 1 ? candidates[0] : undefined;
}

;// CONCATENATED MODULE: ./src/deliver/deliver.ts
/**
 * Exports an iteration to every wanted platform and delivers the models. Platforms go side by side and share one wait;
 * flavors of one platform overwrite each other's backup, so each is fetched before the next is asked for.
 */







/** What a run ends with where its models failed in several ways: the first of these. */
const GRAVEST = [
    'cancelled',
    'failed',
    'training-failed',
    'below-threshold',
    'export-failed',
    'timed-out',
];
/**
 * @returns why some of the models are missing, if any is
 * @throws the signal's reason when aborted, and what no model can be blamed for
 */
async function deliverModels(iteration, inputs, run) {
    const { customVision, report, signal, deadline } = run;
    const count = inputs.platforms.length;
    const failures = new Map();
    const askExports = singleFlight((mostMs) => customVision.getExports(iteration.id, mostMs));
    /** @returns its upload, which the next flavor need not wait for */
    const exportAndFetch = async (wanted) => {
        const { target } = wanted;
        const own = count === 1 ? run : { ...run, report: labelled(formatTarget(target), report) };
        const ensure = () => ensureExported(iteration, target, askExports, own);
        const exported = await own.report.group('Export', () => inputs.retryFailed ? onceMoreIfFailed(ensure, own.report) : ensure());
        return await deliverModel(exported, wanted, inputs, own);
    };
    const inTurn = async (flavors) => {
        const uploads = [];
        for (const [turn, wanted] of flavors.entries()) {
            const fail = (error) => {
                failures.set(wanted, error);
            };
            // The first one is asked for also where the run is to start and leave.
            if (turn > 0 && deadline.passed) {
                fail(timeOut(`The export to ${formatTarget(wanted.target)} was not asked for`));
                continue;
            }
            const upload = await exportAndFetch(wanted).catch(fail);
            if (upload !== undefined) {
                uploads.push(upload().catch(fail));
            }
            signal.throwIfAborted();
        }
        await Promise.all(uploads);
    };
    await Promise.allSettled(byPlatform(inputs).map(inTurn));
    signal.throwIfAborted();
    return joined(failures, count);
}
/** Calls again after an export that failed: the second call asks for it once more. */
async function onceMoreIfFailed(ensure, report) {
    return await ensure().catch((error) => {
        if (!(error instanceof report_failure/* Failure */.HR && error.headings.includes('Export failed'))) {
            throw error;
        }
        report.info('The export failed: it is tried once more, as retry-failed is true.');
        return ensure();
    });
}
/** The targets with their artifacts, those of one platform together. */
function byPlatform({ platforms, artifactName }) {
    const names = artifactNames(artifactName, platforms);
    const wanted = platforms.map((target, index) => ({
        target,
        index,
        artifactName: names[index] ?? artifactName,
    }));
    return [...Map.groupBy(wanted, ({ target }) => target.platform).values()];
}
/**
 * Returns one failure as it is where one model was wanted; else one that says which have failed, and each why.
 * @throws what is no Failure: nothing that a model can be blamed for
 */
function joined(failures, wanted) {
    const inOrder = [...failures].sort(([one], [other]) => one.index - other.index);
    const failed = inOrder.map(([{ target }, error]) => {
        if (!(error instanceof report_failure/* Failure */.HR)) {
            throw error;
        }
        return { name: formatTarget(target), failure: error };
    });
    const [first] = failed;
    if (first === undefined || wanted === 1) {
        return first?.failure;
    }
    const all = failed.map(({ failure }) => failure);
    const names = failed.map(({ name }) => name).join(', ');
    return new report_failure/* Failure */.HR(GRAVEST.find((grave) => all.some(({ status }) => status === grave)) ?? first.failure.status, all.flatMap(({ headings }) => headings), [
        failed.length === wanted
            ? `None of the ${wanted} models could be delivered.`
            : `${failed.length} of ${wanted} models could not be delivered: ${names}. The others are (output models).`,
        ...failed.map(({ name, failure }) => `${name}: ${failure.message}`),
    ], { cause: new AggregateError(all) });
}

;// CONCATENATED MODULE: ./src/train/decide.ts
/**
 * What a run decides about its training, from what it has read, so that a dry run foretells it by the same rules.
 */


/** @param known the iterations before the run did anything */
function decideBeginning(policy, known, { runId, attempt }) {
    const { whenUnchanged } = policy;
    const wasLeft = policy.onTimeout === 'detach';
    // If forced, the service would train again; if not, it would refuse what an earlier attempt has trained. Of what one
    // has left another training would come where images were added meanwhile, and it is told as well where that failed:
    // the relay runs a run again by itself, and nothing is paid for that nobody asked for.
    const earlier = (whenUnchanged !== 'reuse' || wasLeft) && attempt > 1
        ? ofEarlierAttempt(iterationName(runId, policy), known, wasLeft)
        : undefined;
    return earlier === undefined
        ? { kind: 'asks', forced: whenUnchanged === 'retrain' }
        : { kind: 'goes on', iteration: earlier };
}
/** Whether a training that fails is tried once more: of a run that is left and gone on with, in one of its attempts only. */
function mayRetry(policy, known, { runId, attempt }) {
    const failed = ofEarlierAttempts(iterationName(runId, policy), known).filter(({ state }) => state === 'failed');
    return policy.retryFailed && !(policy.onTimeout === 'detach' && attempt > 1 && failed.length > 1);
}
/** The training that is under way, for whose end a run waits before it asks for its own. */
function underWay(all) {
    return newest(all.filter(({ state }) => state === 'running'));
}
/** Only the newest iteration counts: an older one was trained on other images. */
function decideUnchanged(all, { whenUnchanged, retryFailed }) {
    const iteration = newest(all.filter(({ state }) => state !== 'new'));
    if (iteration === undefined) {
        return { kind: 'no iteration' };
    }
    if (iteration.state === 'failed' && retryFailed) {
        return { kind: 'tried once more', iteration };
    }
    const refused = iteration.state === 'failed' || whenUnchanged !== 'reuse';
    return { kind: refused ? 'refused' : 'used', iteration };
}

;// CONCATENATED MODULE: ./src/plan/course.ts

function courseOf({ attachTo, iterations, selectedTags, workflow, }, inputs) {
    if (attachTo !== null) {
        return { kind: 'attaches', iteration: attachTo };
    }
    const beginning = decideBeginning({ ...inputs, selectedTags }, iterations, workflow);
    if (beginning.kind === 'goes on') {
        return beginning;
    }
    const awaited = underWay(iterations);
    if (beginning.forced) {
        return { kind: 'trains', why: 'forced', awaited };
    }
    const unchanged = decideUnchanged(iterations, inputs);
    switch (unchanged.kind) {
        case 'no iteration':
            return { kind: 'trains', why: 'nothing is trained', awaited };
        case 'tried once more':
            return { kind: 'tries again', failed: unchanged.iteration };
        default:
            return { kind: 'asks', newest: unchanged.iteration, uses: unchanged.kind === 'used', awaited };
    }
}
/** The iteration that is there already and would be delivered, surely or perhaps. */
function candidateOf(course) {
    switch (course.kind) {
        case 'attaches':
        case 'goes on':
            return { iteration: course.iteration, certain: true };
        case 'asks':
            return course.uses ? { iteration: course.newest, certain: false } : undefined;
        default:
            return undefined;
    }
}
/** Whether a training may begin. */
function mayTrain({ kind }) {
    return kind !== 'attaches' && kind !== 'goes on';
}

;// CONCATENATED MODULE: ./src/plan/models.ts






const IF_USED_AGAIN = ', if the newest iteration is used again';
const NOT_TRAINED = 'Of a model that is not trained yet, nothing is known.';
function gateStep(course, assessment, policy) {
    const about = 'Gate';
    const candidate = candidateOf(course);
    const asked = gates(policy);
    const none = asked ? [] : ['No minimum and no no-worse-than is given, so every model would be delivered.'];
    if (candidate === undefined) {
        return { about, outcome: asked ? 'not known' : 'none', lines: [...none, NOT_TRAINED] };
    }
    const { iteration, certain } = candidate;
    if (assessment === null) {
        const unread = iteration.state === 'completed'
            ? `The metrics of iteration ${iteration.id} could not be read.`
            : `Iteration ${iteration.id} is not trained yet: its metrics are known only afterwards.`;
        return { about, outcome: asked ? 'not known' : 'none', lines: [...none, unread] };
    }
    const { gate, broken } = assessment;
    const judged = {
        none: [],
        passed: [`Iteration ${iteration.id} keeps every rule that was set.`],
        failed: [
            `Iteration ${iteration.id} does not reach what was asked for, so a run would neither export nor deliver it, and end red, with the title "Model below the threshold":`,
            ...ruleLines(broken),
        ],
    };
    return {
        about,
        outcome: certain || !asked ? gate : `${gate}${IF_USED_AGAIN}`,
        lines: [...none, ...figureLines(assessment, policy), ...judged[gate], ...(certain ? [] : [NOT_TRAINED])],
    };
}
/** Whether it is sure that the gate stops the model. */
function isStopped(course, assessment) {
    return assessment?.gate === 'failed' && candidateOf(course)?.certain === true;
}
function exportSteps(course, { exports, assessment }, targets) {
    const candidate = candidateOf(course);
    return targets.map((target) => {
        const about = `Export to ${formatTarget(target)}`;
        const fresh = 'A new iteration has no export yet: a run would ask for it.';
        if (candidate === undefined) {
            return { about, outcome: 'asked for', lines: [fresh] };
        }
        const { iteration, certain } = candidate;
        const { outcome, line } = assessment?.gate === 'failed'
            ? {
                outcome: 'not asked for',
                line: `The gate stops iteration ${iteration.id} before it is exported.`,
            }
            : exportOf(iteration, exports, target);
        return certain
            ? { about, outcome, lines: [line] }
            : {
                about,
                outcome: outcome === 'asked for' ? outcome : `${outcome}${IF_USED_AGAIN}`,
                lines: [line, fresh],
            };
    });
}
function exportOf({ id }, exports, target) {
    const decision = decideExport(exports, target);
    const told = {
        used: {
            outcome: 'there already',
            line: `Iteration ${id} has this export: a run would fetch its model.`,
        },
        awaited: {
            outcome: 'running already',
            line: `This export of iteration ${id} is running: a run would wait for its end.`,
        },
        'asked for once more': {
            outcome: decision,
            line: `This export of iteration ${id} failed before: a run would ask for it once more.`,
        },
        'asked for': {
            outcome: decision,
            line: `Iteration ${id} does not have this export yet: a run would ask for it.`,
        },
    };
    return told[decision];
}
function artifactSteps(course, { artifacts, assessment }, { artifactName, platforms, overwrite }) {
    if (isStopped(course, assessment)) {
        return [];
    }
    if (artifacts === null) {
        const line = 'A run would leave the model at the path in the output modelPath, for later steps of the job.';
        return [{ about: 'Artifact', outcome: 'not uploaded', lines: [line] }];
    }
    const lines = {
        free: 'No artifact of this workflow run has the name.',
        taken: taken(overwrite),
        'not known': 'The artifact service could not be asked whether the name is free.',
    };
    return artifactNames(artifactName, platforms).map((name) => {
        const state = artifacts.get(name) ?? 'not known';
        return {
            about: `Artifact ${name}`,
            outcome: state === 'taken' ? 'there already' : 'uploaded',
            lines: [lines[state]],
        };
    });
}
/** Whether it holds this very model shows only when that is fetched. */
function taken(overwrite) {
    const other = decideTaken(false, overwrite) === 'replaced'
        ? 'the new one would replace it (overwrite: true)'
        : 'it would be left as it is, and the model go up under the next free name, such as NAME-2.zip';
    return `An artifact of this workflow run has the name already. If it holds the very same model, it would be ${decideTaken(true, overwrite)}; if another, ${other}.`;
}

;// CONCATENATED MODULE: ./src/plan/rights.ts

/** @param creates whether a run would create the project */
function rightsStep(inputs, creates) {
    const { trainingKey, storageAccountKey, queue, container } = inputs;
    const lacks = [queue, container].flatMap((uri) => rights_lacking(uri));
    const roles = [
        ...(trainingKey === null
            ? [`Cognitive Services Custom Vision ${creates ? 'Contributor' : 'Trainer'} on the training resource`]
            : []),
        ...(storageAccountKey === null && queue.sas === null
            ? ['Storage Queue Data Contributor on the queue (or Storage Queue Data Message Processor)']
            : []),
    ];
    const policies = [queue, container].filter(({ sas }) => new URLSearchParams(sas ?? '').has('si'));
    return {
        about: 'Rights',
        outcome: lacks.length > 0
            ? 'too few for a run'
            : roles.length + policies.length > 0
                ? 'not tried'
                : 'enough for a run',
        lines: [
            'A dry run only reads. What it has read, a run may read as well.',
            ...lacks,
            ...roles.map((role) => `A run also needs the role ${role}; no read tells whether it is there.`),
            ...policies.map((uri) => `What the SAS in ${inputOf(uri)} allows stands in a stored access policy, which a run does not read.`),
        ],
    };
}
function rights_lacking(uri) {
    return sasLacksForActing(uri.sas ?? '', uri.kind).map((trouble) => `A run would be refused for ${inputOf(uri)}, with the title "Inputs refused": ${trouble}.`);
}
function inputOf({ kind }) {
    return kind === 'queue' ? 'notification-queue-uri' : 'export-model-container-uri';
}

;// CONCATENATED MODULE: ./src/plan/room.ts

const about = 'Iterations';
const FULL = `it would refuse to train one more, and the run would end red, with the title "Too many iterations".`;
const room_NEXT = 'Next: delete iterations that nobody needs before you run without dry-run';
/** What a run would do to have room for the iteration that it may train. */
function roomStep(all, { keepIterations: keep }) {
    const count = all.filter(({ state }) => state !== 'new').length;
    const has = `The project has ${count} of at most ${MOST_OF_SERVICE} iterations.`;
    if (keep === null) {
        return count < MOST_OF_SERVICE
            ? { about, outcome: 'kept', lines: [`${has} None would be deleted.`] }
            : {
                about,
                outcome: 'too many for a training',
                lines: [
                    `The project has ${count} iterations, and the service keeps ${MOST_OF_SERVICE}: ${FULL}`,
                    `${room_NEXT}; or give keep-iterations.`,
                ],
            };
    }
    const { before, onceBegun, stay } = planRoom(all, keep);
    const left = count - before.length;
    const deleted = before.length + onceBegun.length;
    return {
        about,
        outcome: left >= MOST_OF_SERVICE ? 'too many for a training' : deleted === 0 ? 'kept' : 'deleted',
        lines: [
            has,
            ...(deleted === 0 ? [`keep-iterations is ${keep}: none would be deleted.`] : []),
            ...listed(`keep-iterations is ${keep}: these would be deleted before the training is asked for:`, before),
            ...listed('These would be deleted once a training has begun, whose iteration takes their place:', onceBegun),
            ...(stay === 0
                ? []
                : [
                    `With the one that is to be trained there would be ${stay} more than keep-iterations: the others are published, being trained, the newest, or compared with.`,
                ]),
            ...(left < MOST_OF_SERVICE ? [] : [`The service keeps ${MOST_OF_SERVICE}: ${FULL}`, `${room_NEXT}.`]),
        ],
    };
}
function listed(heading, iterations) {
    return iterations.length === 0 ? [] : [heading, ...iterations.map(describedDeletion)];
}

;// CONCATENATED MODULE: ./src/plan/training.ts




const PAID = 'a run would start a training, which is paid for.';
const WHATEVER_CHANGED = 'a run would start a training, which is paid for, whether or not anything changed.';
function trainingStep(course, known, inputs) {
    const { outcome, lines } = told(course, { ...inputs, selectedTags: known.selectedTags });
    return {
        about: 'Training',
        outcome,
        lines: [...lines, ...(mayTrain(course) ? [whatIsTrained(known, inputs), ...tooFew(known)] : [])],
    };
}
function told(course, inputs) {
    switch (course.kind) {
        case 'attaches':
            return used(course.iteration, `iteration-id names iteration ${course.iteration.id}`);
        case 'goes on':
            return used(course.iteration, `an earlier attempt of this workflow run started that of iteration ${course.iteration.id}, with the same inputs`);
        case 'trains':
            return {
                outcome: course.awaited === undefined ? 'started' : 'started, after the end of the one that runs',
                lines: [
                    ...awaited(course.awaited),
                    course.why === 'forced'
                        ? `when-unchanged is retrain: ${WHATEVER_CHANGED}`
                        : `The project has no trained iteration yet, so ${PAID}`,
                ],
            };
        case 'tries again':
            return {
                outcome: 'started',
                lines: [
                    `The training of iteration ${course.failed.id}, the newest one, failed, and retry-failed is true: ${WHATEVER_CHANGED}`,
                ],
            };
        case 'asks':
            return {
                outcome: course.awaited === undefined
                    ? 'started if something changed'
                    : 'awaited, and then started if something changed since',
                lines: [...awaited(course.awaited), ...ifChanged(course, inputs)],
            };
    }
}
function used({ state }, because) {
    if (state === 'failed') {
        const ends = 'a run would end red with it, unless retry-failed is true and it was not tried once more yet';
        return {
            outcome: 'failed',
            lines: [`No training would be started: ${because}, and it failed; ${ends}.`],
        };
    }
    return state === 'completed'
        ? { outcome: 'not started', lines: [`No training would be started: ${because}, and it is trained.`] }
        : {
            outcome: 'awaited',
            lines: [
                `No training would be started: ${because}. It is being trained, and a run would wait for its end.`,
            ],
        };
}
function awaited(iteration) {
    return iteration === undefined
        ? []
        : [
            `Iteration ${iteration.id} is being trained; it is a training ${startedBy(iteration)}. A run would wait for its end before it asks for its own, because that one may have begun before the newest images were added.`,
        ];
}
function ifChanged({ newest, uses }, { whenUnchanged, ...inputs }) {
    const { id, name, state } = newest;
    const otherwise = uses
        ? `If nothing changed, a run would use iteration ${id} again${state === 'running' ? ', if its training ends well' : ''} (when-unchanged: reuse).`
        : `If nothing changed, a run would end red, with the title ${quoted(whenUnchanged === 'reuse' ? 'Training failed before' : 'Nothing changed')}${state === 'failed' ? `: the training of iteration ${id} failed` : ''} (when-unchanged: ${whenUnchanged}).`;
    return [
        `The newest iteration is ${id}. Whether images, tags or settings changed since its training began is not known: the service says it only when it is asked for a training, and a dry run does not ask.`,
        `If something changed, ${PAID}`,
        otherwise,
        ...(tellsOtherInputs(name, inputs)
            ? [
                'By its name that iteration was trained with other training inputs than these; whether the service compares them is not documented.',
            ]
            : []),
    ];
}
function whatIsTrained({ tags, selectedTags }, inputs) {
    const { trainingType, reservedBudgetHours, notificationEmail } = inputs;
    const learned = tags.filter(({ negative }) => !negative).length;
    const which = selectedTags.length > 0
        ? `${selectedTags.length} of its ${learned} tags`
        : `all of its tags (${learned} now)`;
    const budget = trainingType === 'Advanced' ? ` of at most ${reservedBudgetHours} h` : '';
    const told = notificationEmail === null ? '' : '; when it ends, the service would write to notification-email';
    return `A training would be ${trainingType}${budget}, on ${which}${told}.`;
}
/** The service refuses a training of too few images, which costs nothing. */
function tooFew({ project, domains, tags, selectedTags }) {
    if (!('id' in project)) {
        return [];
    }
    const wanted = tags.filter(({ id }) => selectedTags.length === 0 || selectedTags.includes(id));
    const domain = domains.find(({ id }) => id === project.domainId);
    const few = fewImages(wanted, domain, project);
    return few.length === 0
        ? []
        : [
            ...few,
            'The service would then refuse to train, and the run would end red, with the title "Too few images or tags".',
        ];
}

;// CONCATENATED MODULE: ./src/plan/plan.ts







const NO_TIME = {
    about: 'Time',
    outcome: 'none to wait',
    lines: [
        'timeout-minutes is 0: a run would start what can be started without a wait, and end with the status pending. A later run picks it up.',
    ],
};
function planOf(findings, inputs) {
    const { project, iterations } = findings;
    if (!('id' in project)) {
        return [...newProjectSteps(project), rightsStep(inputs, true)];
    }
    const course = courseOf(findings, inputs);
    return [
        {
            about: 'Project',
            outcome: 'used as it is',
            lines: [`The project ${project.id} is there. Its name:`, foreign(project.name)],
        },
        integrationStep(project, findings.integration),
        trainingStep(course, findings, inputs),
        ...(mayTrain(course) ? [roomStep(iterations, inputs)] : []),
        gateStep(course, findings.assessment, inputs.gate),
        ...exportSteps(course, findings, inputs.platforms),
        ...artifactSteps(course, findings, inputs),
        rightsStep(inputs, false),
        ...(inputs.timeoutMinutes === 0 ? [NO_TIME] : []),
    ];
}
function newProjectSteps({ name, domain }) {
    return [
        {
            about: 'Project',
            outcome: 'created',
            lines: [
                `There is no project of the name ${quoted(name)}: a run would create it, in the domain`,
                foreign(described(domain)),
                'Nothing else can be known of it before.',
            ],
        },
        {
            about: 'Storage',
            outcome: 'set',
            lines: ['The project would be created with this queue and this container.'],
        },
        {
            about: 'Training',
            outcome: 'refused by the service',
            lines: [
                'A new project has no images, so the service would not train it: the run would end red, with the title "Too few images or tags".',
                'Next: run without dry-run to have the project created, upload images to it and tag them, and run again.',
            ],
        },
    ];
}
function integrationStep(project, integration) {
    const about = 'Storage';
    switch (integration) {
        case 'replaced':
            return {
                about,
                outcome: 'replaced',
                lines: [
                    'replace-integration is true: a run would re-point the project to the queue and container of the inputs. It is integrated with:',
                    foreign(`queue ${project.notificationQueueUri ?? '(none)'}`),
                    foreign(`container ${project.exportModelContainerUri ?? '(none)'}`),
                    'Whoever relies on these would get nothing any more.',
                ],
            };
        case 'set':
            return {
                about,
                outcome: 'set',
                lines: [
                    'The project lacks a queue or a container: a run would set those of the inputs, and wait up to a minute for the test message of the service.',
                    'Whether the identity of the training resource may write to them shows only then.',
                ],
            };
        default:
            return {
                about,
                outcome: 'kept',
                lines: ['The project is integrated with this queue and container already.'],
            };
    }
}

;// CONCATENATED MODULE: ./src/plan/read-findings.ts
/**
 * Reads what a plan needs beyond the preflight: only what a run reads as well.
 */







/** What there is to know of an iteration that is not trained, or of none. */
const NO_MODEL = { exports: [], assessment: null };
/** @throws Failure where a run would be refused before anything is paid for, with the same words; or if a read fails */
async function readFindings(inputs, checked, run) {
    const workflow = await run.workflow();
    if (!('id' in checked.project)) {
        return { ...checked, ...NO_MODEL, workflow, integration: null, tags: [], artifacts: null };
    }
    const { id } = checked.project;
    const ofProject = { ...run, ...run.inProject(id) };
    const { customVision } = ofProject;
    const project = await readIntegration(checked.project, customVision);
    const integration = decideIntegration(project, inputs);
    const tags = checked.tags ?? (await explained(`read the tags of the project ${id}`, () => customVision.getTags()));
    const candidate = candidateOf(courseOf({ ...checked, workflow }, inputs));
    const model = candidate?.iteration.state === 'completed'
        ? await readModel(candidate, checked.iterations, inputs, ofProject)
        : NO_MODEL;
    return {
        ...checked,
        ...model,
        project,
        workflow,
        integration,
        tags,
        artifacts: await readNames(inputs, run),
    };
}
/** The figures and the exports of the iteration that is used, or may be. */
async function readModel({ iteration, certain }, known, inputs, run) {
    const assessment = await assess(iteration, known, inputs, run).catch((error) => {
        // A run may come by another iteration, and never need these.
        if (certain || !(error instanceof report_failure/* Failure */.HR)) {
            throw error;
        }
        return undefined;
    });
    const exports = await explained(`read the exports of iteration ${iteration.id}`, () => run.customVision.getExports(iteration.id));
    return { assessment: assessment ?? null, exports };
}
async function readNames(inputs, run) {
    const { artifacts, env, signal } = run;
    if (!uploadsArtifacts(inputs, env)) {
        return null;
    }
    const names = new Map();
    for (const name of artifactNames(inputs.artifactName, inputs.platforms)) {
        const state = await artifacts.find(name, signal).then((found) => (found === undefined ? 'free' : 'taken'), 
        // The preflight has told the trouble, and whether it matters.
        () => 'not known');
        signal.throwIfAborted();
        names.set(name, state);
    }
    return names;
}

;// CONCATENATED MODULE: ./src/plan/dry-run.ts
/**
 * A dry run: reads what a run would read, says what it would do, and changes nothing.
 */




/**
 * Sets the outputs that are sure: about the iteration only where a run would use it whatever the service would say.
 * @param checked what the preflight has read
 * @throws Failure where a run would be refused before anything is paid for
 */
async function foretell(inputs, checked, run) {
    const { outputs, report } = run;
    if ('id' in checked.project) {
        outputs.set('projectId', checked.project.id);
    }
    const findings = await report.group('Read what is there', () => readFindings(inputs, checked, run));
    const candidate = 'id' in checked.project ? candidateOf(courseOf(findings, inputs)) : undefined;
    if (candidate?.certain === true) {
        outputs.set('iterationId', candidate.iteration.id);
        if (findings.assessment !== null) {
            setFigures(findings.assessment, outputs);
        }
    }
    const plan = planOf(findings, inputs);
    report.info('This is a dry run: nothing was changed. What a run with these inputs would come to:');
    for (const { about, outcome, lines } of plan) {
        report.info(`- ${about}: ${outcome}.`);
        for (const line of lines) {
            report.info(`  ${line}`);
        }
    }
    return plan;
}

;// CONCATENATED MODULE: ./src/preflight/check-artifacts.ts
/**
 * The artifact service's side of the preflight: whether it takes this job's token. A list is asked for, which changes
 * nothing; whether there is room for another artifact shows only when one is created.
 */





/**
 * Warns of what may pass, such as an answer 503, or of a server that has no artifacts: the run is of use all the same.
 * @throws Failure where an upload would surely be refused
 */
async function checkArtifacts(inputs, run) {
    const { artifacts, env, report, signal } = run;
    if (!uploadsArtifacts(inputs, env)) {
        if (inputs.uploadArtifact) {
            report.warning('Model not uploaded', [
                'GitHub Enterprise Server has no artifact service of this kind: the model will only be at the path in the output modelPath.',
                'Next: use it in a later step of this job, and set upload-artifact: false.',
            ]);
        }
        return;
    }
    try {
        await artifacts.find(inputs.artifactName, signal);
    }
    catch (error) {
        signal.throwIfAborted();
        const { heading, next } = artifactAdvice(error, env);
        const answered = foreign(error instanceof Error ? error.message : String(error));
        // No answer at all is no trouble of the service's: it does not pass by itself.
        if ((0,connection_errors/* statusCode */.se)(error) !== undefined && refusals_mayPass(error)) {
            report.warning('Artifact service in trouble', [
                'Could not ask the artifact service whether it will take the model; the run goes on. It answered:',
                answered,
                'Next: nothing, if the upload succeeds; else run again, and nothing is trained or exported anew.',
            ]);
            return;
        }
        throw new report_failure/* Failure */.HR('failed', heading, [
            'Could not ask the artifact service of this workflow run, which is to take the model. Nothing was trained. It answered:',
            answered,
            `Next: ${next}. With upload-artifact: false the model is only at the path in the output modelPath.`,
        ], { cause: error });
    }
}

;// CONCATENATED MODULE: ./src/custom-vision/newest-trained.ts
/**
 * `newest`: the iteration that a run takes where the user names none.
 */

function newestTrained(all) {
    const listed = newestFirst(all).filter(({ state }) => state !== 'new');
    const index = listed.findIndex(({ state }) => state === 'completed');
    return { iteration: listed[index], newer: index === -1 ? listed : listed.slice(0, index) };
}

;// CONCATENATED MODULE: ./src/train/chosen-iteration.ts





const MOST_NAMES_LISTED = 20;
/**
 * Finds the iteration, and tells which it is where its id was not given.
 * @param all the project's iterations
 * @throws Failure if there is no such iteration, or if no model can come of it
 */
async function findChosen(choice, all, { customVision, report }) {
    if (choice !== 'newest' && 'id' in choice) {
        return await findAttached(choice.id, all, customVision);
    }
    const { iteration, lines } = choice === 'newest' ? chosen_iteration_newest(all, customVision) : published(choice.publishName, all, customVision);
    lines.forEach((line) => {
        report.info(line);
    });
    return iteration;
}
/** A newer one that is not trained is told: nobody should take the model for one of the newest images. */
function chosen_iteration_newest(all, { projectId }) {
    const { iteration, newer } = newestTrained(all);
    if (iteration === undefined) {
        throw new report_failure/* Failure */.HR('failed', 'Iteration not found', [
            `iteration-id is newest, but the project ${projectId} has no iteration that is trained.`,
            ...newestLines(newer),
            newer[0]?.state === 'running'
                ? 'Next: run again when that training has ended; or give its id as iteration-id, to wait for it.'
                : 'Next: leave iteration-id out to train; or check that the project is the right one.',
        ]);
    }
    return {
        iteration,
        lines: [
            `iteration-id is newest: iteration ${iteration.id} is taken, the newest one that is trained. Its name:`,
            foreign(iteration.name),
            ...newer.map(({ id, state }) => state === 'failed'
                ? `Iteration ${id} is newer, but its training failed: no model can come of it.`
                : `Iteration ${id} is newer, but is still being trained. To wait for it: iteration-id: ${id}.`),
        ],
    };
}
function published(name, all, { projectId }) {
    const known = newestFirst(all).filter(({ state, publishName }) => state === 'completed' && publishName !== null);
    // One name may stand for an iteration each in several prediction resources.
    const [iteration, ...older] = known.filter(({ publishName }) => publishName === name);
    if (iteration === undefined) {
        throw new report_failure/* Failure */.HR('failed', 'Iteration not found', [
            `No iteration of the project ${projectId} is published under the name ${quoted(name)}, which iteration-id names.`,
            ...(known.length === 0
                ? ['None is published at all.']
                : [
                    'The names that there are:',
                    ...(0,report_failure/* shortened */.vI)(known.map(({ id, publishName }) => foreign(`${publishName ?? ''} (iteration ${id})`)), MOST_NAMES_LISTED),
                ]),
            'Next: check the name in iteration-id (upper and lower case count), and that the project is the right one; or leave iteration-id out to train.',
        ]);
    }
    return {
        iteration,
        lines: [
            `Iteration ${iteration.id} is published under the name ${quoted(name)}: it is taken.`,
            ...older.map(({ id }) => `So is iteration ${id}, which is older: it is not taken.`),
        ],
    };
}

;// CONCATENATED MODULE: ./src/project/selected-tags.ts



/** A project may have hundreds of tags. */
const selected_tags_MOST_LISTED = 50;
/**
 * @param wanted names or ids; none: all tags, and the service is not asked
 * @returns their ids, each once, in the order of the input
 * @throws Failure that names every tag that the project does not have, and the tags that it has; or the negative one
 */
async function selectTags(wanted, customVision) {
    if (wanted.length === 0) {
        return [];
    }
    const { projectId } = customVision;
    const tags = await explained(`read the tags of the project ${projectId}`, () => customVision.getTags());
    const find = (text) => tags.find(({ id }) => id === text.toLowerCase()) ?? tags.find(({ name }) => name === text);
    const unknown = wanted.filter((text) => find(text) === undefined);
    if (unknown.length > 0) {
        throw new report_failure/* Failure */.HR('failed', 'Unknown tag', [
            `The project ${projectId} does not have these tags of selected-tags: ${unknown.map(quoted).join(', ')}.`,
            tags.length === 0 ? 'The project has no tags.' : 'Its tags:',
            ...(0,report_failure/* shortened */.vI)(tags.map(({ id, name }) => foreign(`${name} (${id})`)), selected_tags_MOST_LISTED),
            'Next: give the names as they are written there, or the ids; for a tag whose name holds a comma, give its id. Nothing was trained.',
        ]);
    }
    const found = wanted.flatMap((text) => find(text) ?? []);
    const negative = found.filter((tag) => tag.negative);
    if (negative.length > 0) {
        throw new report_failure/* Failure */.HR('failed', 'Negative tag', [
            `selected-tags names the negative tag of the project ${projectId}, which marks images that show nothing of the others, and is not learned:`,
            ...new Set(negative.map(({ id, name }) => foreign(`${name} (${id})`))),
            'Next: leave it out of selected-tags. Nothing was trained.',
        ]);
    }
    return [...new Set(found.map(({ id }) => id))];
}

;// CONCATENATED MODULE: ./src/report/counted.ts
/** Numbers of things in sentences. */
/** @returns `1 image`, `2 images` */
function counted(count, one, many = `${one}s`) {
    return `${count} ${count === 1 ? one : many}`;
}

;// CONCATENATED MODULE: ./src/preflight/project-line.ts


function projectLine({ project, domain, iterations, tags }) {
    const where = domain === undefined ? '' : `, in the domain ${quoted(domain.name)}`;
    const images = tags === undefined ? '' : `${tagsOnImages(tags, isSingle(domain, project))} and `;
    return `Project ${quoted(project.name)} (id ${project.id})${where}, has ${images}${some(iterations.length, 'iteration')}.`;
}
/** Whether no image has several tags, so that the images of all tags are as many as there are. */
function isSingle(domain, { classificationType }) {
    return domain?.type === 'Classification' && classificationType === 'Multiclass';
}
/** Images without a tag are not counted: no training learns from them. */
function tagsOnImages(tags, single) {
    const negative = tags.some((tag) => tag.negative) ? ' (one of them negative)' : '';
    const told = `${some(tags.length, 'tag')}${negative}`;
    const counts = tags.flatMap(({ imageCount }) => imageCount ?? []);
    if (tags.length === 0 || counts.length < tags.length) {
        return told;
    }
    const images = counts.reduce((sum, count) => sum + count, 0);
    return single || tags.length === 1 || images === 0
        ? `${told} on ${some(images, 'image')}`
        : `${told} on at most ${some(images, 'image')} (an image may have several)`;
}
/** `no images`, `1 image`, `2 images` */
function some(count, what) {
    return count === 0 ? `no ${what}s` : counted(count, what);
}

;// CONCATENATED MODULE: ./src/preflight/check-project.ts
/**
 * The project's side of the preflight: which project it is, and whether everything that the inputs ask of it can be.
 * Nothing is written.
 */










const check_project_LONGEST_LOOK_MS = 10_000;
/** @throws Failure; nothing was changed then */
async function checkProject(inputs, run) {
    const { project } = inputs;
    if ('id' in project) {
        return await checkExisting(project.id, inputs, run);
    }
    const search = await searchProject(project.name, run.resource);
    return search.project === undefined
        ? await planProject(project.name, search, inputs, run)
        : await checkExisting(search.project.id, inputs, run);
}
async function checkExisting(id, inputs, run) {
    const { resource, inProject, report, signal } = run;
    const { customVision } = inProject(id);
    const read = async () => await customVision.getProject().catch((error) => {
        throw error instanceof service_error/* ServiceError */._7 ? notRead(id, inputs.endpoint, error) : error;
    });
    const project = await readReadyProject(read, run);
    const { iterationId } = inputs;
    const [domains, iterations, { tags, selectedTags }] = await Promise.all([
        explained('read the domains', () => resource.getDomains()),
        explained(`read the iterations of the project ${project.id}`, () => customVision.getIterations()),
        iterationId === null
            ? readTags(inputs.selectedTags, customVision)
            : { tags: undefined, selectedTags: [] },
    ]);
    refuseDifferent(project, inputs, domains);
    const attachTo = iterationId === null ? null : await findChosen(iterationId, iterations, { customVision, report });
    const domain = domains.find((one) => one.id === domainIdOf(project, attachTo));
    if (domain?.retired === true) {
        report.info('The service has retired the domain of this project, and trains in it no more:');
        report.info(foreign(described(domain)));
    }
    if (domain !== undefined) {
        checkExportable(domain, domains, inputs.platforms, attachTo === null ? 'project' : 'iteration');
    }
    signal.throwIfAborted();
    report.info(projectLine({ project, domain, iterations, tags }));
    // The run waits for the end of a training that runs, and images may come meanwhile.
    const mayChange = iterations.some(({ state }) => state === 'running');
    return { project, iterations, attachTo, selectedTags, domains, tags: mayChange ? undefined : tags };
}
/**
 * Reads the tags as they are now. Where none is to be selected they only tell more, and are asked for once.
 * @returns `tags` only if they could be read
 * @throws Failure if tags cannot be selected
 */
async function readTags(wanted, customVision) {
    if (wanted.length === 0) {
        const tags = await customVision.getTags(null, check_project_LONGEST_LOOK_MS).catch(() => undefined);
        return { tags, selectedTags: [] };
    }
    let tags = [];
    const { projectId } = customVision;
    const getTags = async () => {
        const read = await customVision.getTags();
        tags = read;
        return read;
    };
    const selectedTags = await selectTags(wanted, { projectId, getTags });
    return { tags, selectedTags };
}
function notRead(id, endpoint, error) {
    const where = adviceFor(error).heading === 'Project not found'
        ? ['The training resource that was asked for it:', foreign(endpoint)]
        : [];
    return serviceFailure(`read the project ${id}`, error, 'failed', where);
}
/** The domain that decides where the model can be exported to: an iteration keeps the domain that it was trained in. */
function domainIdOf(project, attachTo) {
    if (attachTo === null) {
        return project.domainId;
    }
    // The project may have another domain by now, so it does not stand for that of a training under way: the export will tell.
    return attachTo.domainId ?? (attachTo.state === 'completed' ? project.domainId : null);
}
/** @throws Failure where it may not be created, and where it is sure already that it would be of no use */
async function planProject(name, search, inputs, { resource, report }) {
    refuseToPlan(name, search, inputs);
    const domains = await explained('read the domains', () => resource.getDomains());
    const domain = chooseDomain(inputs.domain, inputs.classificationType, domains);
    checkExportable(domain, domains, inputs.platforms, 'new project');
    if (search.near.length > 0) {
        report.notice('Projects of a near name', [
            `There is no project of the name ${quoted(name)}, so ${inputs.dryRun ? 'a run would create one' : 'this run creates one'}.`,
            ...namesNear(search),
            `Next: if you meant one of these, correct project-name${inputs.dryRun ? '' : ', and delete the new project'}; create-project: false refuses unknown names.`,
        ]);
    }
    report.info(`There is no project of the name ${quoted(name)}: it ${inputs.dryRun ? 'would' : 'will'} be created in the domain`);
    report.info(foreign(described(domain)));
    return {
        project: { name, domain, classificationType: inputs.classificationType },
        iterations: [],
        attachTo: null,
        selectedTags: [],
        domains,
    };
}
function refuseToPlan(name, search, { createProject, iterationId, selectedTags }) {
    const needsOld = iterationId !== null ? 'iteration-id' : selectedTags.length > 0 ? 'selected-tags' : undefined;
    const [why, way] = !createProject
        ? ['create-project is false', 'set create-project: true']
        : [`${needsOld ?? ''} can only be of a project that is there`, `leave ${needsOld ?? ''} out`];
    if (!createProject || needsOld !== undefined) {
        throw new report_failure/* Failure */.HR('failed', 'Project not found', [
            `There is no project of the name ${quoted(name)}, and ${why}.`,
            ...namesNear(search),
            `Next: check project-name (upper and lower case count), endpoint and key; or ${way}, to have the project created. Nothing was created.`,
        ]);
    }
}

;// CONCATENATED MODULE: ./src/preflight/lifetimes.ts
/**
 * Logins, tokens and signatures that may end before the run does. Their ends are known when it starts, so it warns then.
 */






/** A login by the Azure CLI with an OIDC token gives access tokens of about an hour, and cannot renew them. */
const CLI_LOGIN_MS = 60 * 60_000;
/** How long the token of a hosted job lives, roughly. */
const JOB_TOKEN_MS = 370 * 60_000;
/** Variables by which Azure's chain of credentials finds something before it comes to the Azure CLI. */
const BEFORE_THE_CLI = [
    'AZURE_FEDERATED_TOKEN_FILE',
    'AZURE_CLIENT_SECRET',
    'AZURE_CLIENT_CERTIFICATE_PATH',
    'IDENTITY_ENDPOINT',
    'MSI_ENDPOINT',
];
/** @param now in milliseconds since the epoch */
function lifetimes(inputs, env, now) {
    const byOidc = signsInByOidc(inputs);
    const byCli = needsEntra(inputs) && !byOidc && cliIsLoggedIn(env) && comesToTheCli(env);
    const uploads = uploadsArtifacts(inputs, env);
    return [
        ...sasOf('notification-queue-uri', inputs.queue),
        ...sasOf('export-model-container-uri', inputs.container),
        ...(byCli ? [cliLogin(now)] : []),
        ...(uploads ? [jobToken(env.ACTIONS_RUNTIME_TOKEN, 'no artifact can be uploaded', now)] : []),
        ...(byOidc ? [jobToken(env.ACTIONS_ID_TOKEN_REQUEST_TOKEN, 'no token can be renewed', now)] : []),
    ];
}
/** Whether Azure's chain of credentials, as AZURE_TOKEN_CREDENTIALS has it, gets as far as the Azure CLI. */
function comesToTheCli(env) {
    const chosen = (0,src_env/* chosenCredentials */.j)(env);
    return chosen === ''
        ? BEFORE_THE_CLI.every((name) => (0,src_env/* given */.g)(env[name]) === undefined)
        : ['dev', 'azureclicredential'].includes(chosen);
}
/** The SAS in a URI, if it says when it expires. */
function sasOf(input, { sas }) {
    const endsAt = timesOf(sas ?? '').until;
    return endsAt === Infinity
        ? []
        : [
            {
                heading: 'SAS expires early',
                what: `The SAS in ${input} expires at ${new Date(endsAt).toISOString()}`,
                loss: 'a long training could not be fetched',
                next: 'make it with a later expiry, or lower timeout-minutes',
                endsAt,
            },
        ];
}
function cliLogin(now) {
    return {
        heading: 'Login ends early',
        what: 'The login of an earlier step (azure/login) is not renewed, and ends about 60 minutes after it was made',
        loss: 'a longer wait loses it, unless it was made with a client secret',
        next: 'give client-id and tenant-id, so that this action asks for new tokens itself; or lower timeout-minutes and set on-timeout: detach',
        endsAt: now + CLI_LOGIN_MS,
    };
}
function jobToken(token, loss, now) {
    const endsAt = timeOf(token, 'exp') ?? (timeOf(token, 'nbf') ?? now) + JOB_TOKEN_MS;
    const minutes = Math.max(0, Math.floor((endsAt - now) / 60_000) - 10);
    return {
        heading: 'Job token ends early',
        what: `The token that GitHub gave this job ends at ${new Date(endsAt).toISOString()}`,
        loss: `afterwards ${loss}`,
        next: `set timeout-minutes: ${minutes} and on-timeout: detach, and let a later run pick it up`,
        endsAt,
    };
}

;// CONCATENATED MODULE: ./src/preflight/preflight.ts
/**
 * Everything that is needed after the paid training is tried before it, and nothing is written.
 */







/**
 * Reads the project, its domain and its iterations, peeks at the queue, lists the container, and asks the artifact
 * service.
 * @throws Failure that holds every trouble found, not only the first
 */
async function preflight(inputs, run) {
    const { queue, container, clock, deadline, report, workflow, env, signal } = run;
    // The project is read first: the libraries for storage would hold up its request while they are loaded.
    const [project] = await Promise.allSettled([checkProject(inputs, run)]);
    signal.throwIfAborted();
    const waiting = { clock, signal };
    const checkingArtifacts = Promise.allSettled([checkArtifacts(inputs, run)]);
    const others = await Promise.allSettled([
        patiently(inputs.queue, () => queue.peek(signal), { ...waiting, beside: inputs.container }),
        patiently(inputs.container, () => container.list('', 1, signal), { ...waiting, beside: inputs.queue }),
        workflow(),
    ]);
    const [artifacts] = await checkingArtifacts;
    signal.throwIfAborted();
    const troubles = [project, ...others]
        .filter((finding) => finding.status === 'rejected')
        .map(({ reason }) => reason);
    // A proxy that stops the other requests stops this one as well: that is one trouble, told where it is known better.
    const isOfProxy = (0,proxies/* githubProxyFor */.l2)(env.ACTIONS_RESULTS_URL, env) !== undefined && troubles.length > 0;
    if (artifacts.status === 'rejected' && !isOfProxy) {
        troubles.push(artifacts.reason);
    }
    if (project.status === 'rejected' || troubles.length > 0) {
        throw together(troubles);
    }
    for (const { heading, what, loss, next, endsAt } of lifetimes(inputs, env, clock.now())) {
        if (endsAt < deadline.at) {
            report.warning(heading, [
                `${what}, before timeout-minutes (${inputs.timeoutMinutes}) is used up: ${loss}.`,
                `Next: ${next}.`,
            ]);
        }
    }
    return project.value;
}
/** Joins several failures in one, so that the user sees all of them in one run. An error that is no Failure comes first. */
function together(troubles) {
    const reasons = troubles.map(preflight_reasonOf);
    const failures = troubles
        .filter((_trouble, index) => reasons.indexOf(reasons[index]) === index)
        .filter((trouble) => trouble instanceof report_failure/* Failure */.HR);
    const unexpected = troubles.find((trouble) => !(trouble instanceof report_failure/* Failure */.HR));
    return unexpected !== undefined || failures.length === 1
        ? (unexpected ?? failures[0])
        : new report_failure/* Failure */.HR('failed', failures.flatMap(({ headings }) => headings), failures.map(({ message }) => message), { cause: new AggregateError(failures) });
}
/** The same for all failures that come from one failed login, which several services needed. */
function preflight_reasonOf(trouble) {
    const login = trouble instanceof report_failure/* Failure */.HR && trouble.cause instanceof sign_in_error/* SignInError */.J ? trouble.cause : undefined;
    return login === undefined ? trouble : (login.code ?? login.message);
}

;// CONCATENATED MODULE: ./src/report/going-on.ts
/**
 * How a later run goes on with what this one has begun, where running again would not: with `when-unchanged: retrain` it
 * would pay for another training, and with `fail` it would refuse to use this one.
 */

/**
 * @param end what the run ends with: anything that was thrown
 * @returns a line for its annotation, the last; none where running again is enough, or where no model can come of the iteration
 */
function howToGoOn(end, inputs, outputs) {
    const iterationId = outputs.get('iterationId');
    if (inputs === undefined || inputs.whenUnchanged === 'reuse' || inputs.iterationId !== null) {
        return [];
    }
    if (iterationId === '' || (end instanceof report_failure/* Failure */.HR && tellsOfNoModel(end))) {
        return [];
    }
    const otherwise = inputs.whenUnchanged === 'retrain'
        ? 'would pay for another training'
        : 'would end with "Nothing changed" unless something did';
    return [
        `Next: to go on with iteration ${iterationId}, give iteration-id: ${iterationId}; without it a new run of the workflow ${otherwise}, because when-unchanged is ${inputs.whenUnchanged}.`,
    ];
}
function tellsOfNoModel({ status, headings }) {
    return status === 'training-failed' || headings.includes('Nothing changed');
}

;// CONCATENATED MODULE: ./src/summary/html.ts
/**
 * The parts of a summary. They are HTML, which GitHub's Markdown passes on as it stands between blank lines: no cell
 * can be broken by what is in it. Names that others chose stand in `<code>`, where GitHub makes no links of `@name`, `#1`
 * or an address.
 */
/** The longest name that is shown whole, in characters. */
const LONGEST_NAME = 80;
/** Up to eight characters, to the end of a word if one ends there. */
const PART = /[^]{0,7}(?:[-_./ ]|[^](?=$|(?<=\p{Ll})\p{Lu}))|[^]{1,8}/gu;
/** Text of ours, or text that stands in `<code>` already. Control characters and line ends become blanks. */
function escaped(text) {
    return text
        .toWellFormed()
        .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
        .replace(/[&<>"'`|*_~[\]\\:.@#$]/g, (character) => `&#${character.charCodeAt(0)};`);
}
/** A name or other text that somebody else chose. */
function code(text) {
    const characters = Array.from(text);
    const cut = characters.length > LONGEST_NAME;
    const shown = cut ? [...characters.slice(0, LONGEST_NAME), '\u2026'] : characters;
    return breakable(shown);
}
/**
 * Code that may be broken in two lines where a word ends in it, and after every few characters, so that no name makes a
 * table wider than the page.
 */
function breakable(characters) {
    const parts = characters.join('').match(PART) ?? [];
    return `<code>${parts.map(escaped).join('<wbr>')}</code>`;
}
/** Lines of a message of this action: a line after `| ` is somebody else's text. */
function paragraphs(lines) {
    return lines.map((line) => `<p>${inline(line)}</p>`);
}
/** One such line, for a cell. */
function inline(line) {
    return line.startsWith('| ')
        ? breakable(Array.from(line.slice(2)))
        : escaped(line).replace(/(?:&#64;|&#35;)[\w-]+/g, '<code>$&</code>');
}
function cell(html) {
    return { html };
}
function number(text) {
    return { html: escaped(text), number: true };
}
function table(heads, rows) {
    const head = heads.map((text) => `<th>${escaped(text)}</th>`).join('');
    const body = rows.map((cells) => `<tr>${cells.map(({ html, number: right }) => `<td${right === true ? ' align="right"' : ''}>${html}</td>`).join('')}</tr>`);
    return ['<table>', `<tr>${head}</tr>`, ...body, '</table>'].join('\n');
}
/** What is folded under a title until somebody opens it. */
function folded(title, content) {
    return [`<details><summary>${escaped(title)}</summary>`, content, '</details>'].join('\n');
}

;// CONCATENATED MODULE: ./src/summary/inputs-table.ts
/**
 * The inputs that are not the default, as the user may have to look them up: none that is secret, or names a person.
 */




/** Secrets, people, and what the summary tells anyway, or nobody chooses. */
const LEFT_OUT = [
    ...['endpoint', 'training-key', 'client-id', 'tenant-id', 'notification-email'],
    ...['project', 'queue', 'container', 'storage-account-key'],
];
/** Each with its value as text; `""` where it is not given. */
function chosenInputs({ thresholds, gate, platforms, iterationId, ...inputs }) {
    const { minimums, ...rules } = gate;
    const all = {
        ...inputs,
        platforms: platforms.map(formatTarget),
        iterationId: iterationId === null ? null : formatIteration(iterationId),
        metricsThreshold: thresholds.threshold,
        metricsOverlapThreshold: thresholds.overlapThreshold,
        minimumPrecision: minimums.precision,
        minimumRecall: minimums.recall,
        minimumAveragePrecision: minimums.averagePrecision,
        ...rules,
    };
    return Object.entries(all)
        .map(([key, value]) => [nameOf(key), textOf(value)])
        .filter(([name, text]) => !LEFT_OUT.includes(name) && text !== (DEFAULTS[name] ?? ''));
}
function inputsTable(chosen) {
    const rows = chosen.map(([name, text]) => [cell(name), cell(code(text))]);
    return folded('Inputs that are not the default', table(['Input', 'Value'], rows));
}
/** `retryFailed` is `retry-failed`. */
function nameOf(key) {
    return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
function textOf(value) {
    if (Array.isArray(value)) {
        return value.join(', ');
    }
    return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : '';
}

;// CONCATENATED MODULE: ./src/summary/figures-table.ts


const figures_table_LABELS = { precision: 'Precision', recall: 'Recall', averagePrecision: 'AP' };
const MOST_TAGS = 20;
const BAR_LENGTH = 6;
/**
 * This iteration, the previous one and the published one, with differences; and the minimum where one is set. Each is a
 * row, for a table of as many columns would not fit on a telephone.
 */
function figuresTable(metrics, { minimums }) {
    const { previous, published } = metrics;
    const live = published?.iterationId === metrics.iterationId ? null : published;
    const against = (name, other) => other === null
        ? []
        : [
            row(name, (figure) => figures_table_withDeviation(other, figure)),
            row('\u0394', (figure) => figures_table_difference(metrics[figure], other[figure])),
        ];
    const asked = FIGURES.some((figure) => minimums[figure] !== null);
    return table(['', ...FIGURES.map((figure) => figures_table_LABELS[figure])], [
        row('This', (figure) => figures_table_withDeviation(metrics, figure)),
        ...against('Previous', previous),
        ...against('Published', live),
        ...(asked ? [row('Minimum', (figure) => percent(minimums[figure]))] : []),
    ]);
}
function row(name, text) {
    return [cell(name), ...FIGURES.map((figure) => number(text(figure)))];
}
/** The tags with their images and figures, the worst first. */
function tagsTable({ tags }) {
    const worstFirst = [...tags].sort((one, other) => quality(one) - quality(other));
    const rows = worstFirst
        .slice(0, MOST_TAGS)
        .map((tag) => [
        cell(`${code(tag.name)}<br>${bar(quality(tag))}`),
        number(tag.images === null ? '\u2013' : String(tag.images)),
        number(percent(tag.precision)),
        number(percent(tag.recall)),
    ]);
    const more = tags.length - rows.length;
    return [
        table(['Tag', 'Images', 'Precision', 'Recall'], rows),
        ...(more > 0 ? [`<p>${more} more tags are better than these; the output metrics has them all.</p>`] : []),
    ].join('\n');
}
/** The worse of precision and recall: a tag that is never found is as bad as one that is always found. */
function quality({ precision, recall }) {
    return Math.min(precision ?? 0, recall ?? 0);
}
function bar(share) {
    // Full only where nothing is missing.
    const filled = Math.floor(share * BAR_LENGTH);
    return '\u2588'.repeat(filled) + '\u2591'.repeat(BAR_LENGTH - filled);
}
function figures_table_withDeviation(metrics, figure) {
    const deviation = figure === 'averagePrecision' ? null : metrics.deviations[figure];
    return `${percent(metrics[figure])}${deviation === null ? '' : ` \u00b1 ${(100 * deviation).toFixed(1)}`}`;
}
function percent(share) {
    return share === null ? '\u2013' : (100 * share).toFixed(1);
}
function figures_table_difference(here, there) {
    if (here === null || there === null) {
        return '\u2013';
    }
    const points = Number((100 * (here - there)).toFixed(1));
    return points > 0 ? `+${points.toFixed(1)}` : points < 0 ? `\u2212${Math.abs(points).toFixed(1)}` : '0';
}

;// CONCATENATED MODULE: ./src/summary/models-table.ts

const SHORT_DIGEST = 12;
/** One row a model, and below it, folded, what is too long for a row. */
function modelsTable(models) {
    const rows = models.map((model) => [
        cell(targetOf(model)),
        cell(placeOf(model)),
        number(model.bytes === null ? '\u2013' : size(model.bytes)),
        cell(model.sha256 === null ? '\u2013' : code(model.sha256.slice(0, SHORT_DIGEST))),
    ]);
    const whole = models.filter(({ sha256 }) => sha256 !== null);
    const details = whole.map((model) => [
        cell(targetOf(model)),
        cell(breakable(Array.from(model.sha256 ?? ''))),
    ]);
    return [
        table(['Platform', 'Artifact', 'Size', 'SHA-256'], rows),
        ...(details.length === 0 ? [] : [folded('Digests', table(['Platform', 'SHA-256'], details))]),
    ].join('\n');
}
/** `14.2 MB`, as people say it. */
function size(bytes) {
    const units = ['B', 'kB', 'MB', 'GB'];
    const power = bytes < 1_000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
    const value = bytes / 1_000 ** power;
    return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power] ?? ''}`;
}
/** A line may end within it where a new word begins. */
function targetOf({ platform, flavor }) {
    const target = flavor === null ? platform : `${platform}/${flavor}`;
    return escaped(target).replace(/\/|(?<=[a-z])(?=[A-Z])/g, '$&<wbr>');
}
/** The link is relative: GitHub hides the whole summary's absolute ones where the repository's name is a masked text. */
function placeOf({ artifactName, artifactUrl, path }) {
    const ids = /\/(\d+)\/artifacts\/(\d+)$/.exec(artifactUrl ?? '');
    if (ids !== null) {
        return `<a href="./${ids[1] ?? ''}/artifacts/${ids[2] ?? ''}">${code(artifactName ?? '')}</a>`;
    }
    return path === null ? 'not delivered' : 'not uploaded';
}

;// CONCATENATED MODULE: ./src/summary/plan-table.ts

/** A GUID is shorter, and may be broken at its hyphens. */
const LONGEST_WORD = 40;
function planTable(plan) {
    return table(['Step', 'A run would find or do'], plan.map(({ about, outcome, lines }) => [
        cell(`<b>${wrapped(about)}</b><br>${escaped(outcome)}`),
        cell(lines.map((line) => (line.startsWith('| ') ? inline(line) : wrapped(line))).join('<br>')),
    ]));
}
/** A line of ours, which may hold a long name without blanks: that is broken, so that the table stays narrow. */
function wrapped(line) {
    return line
        .split(' ')
        .map((word) => (word.length > LONGEST_WORD ? code(word) : inline(word)))
        .join(' ');
}

;// CONCATENATED MODULE: ./src/summary/summary.ts






/** Of a message; a long one ends in the log. */
const MOST_LINES = 40;
const LAST_LINES = 10;
/** In Markdown, for GitHub, and readable as it stands. */
function summaryOf(story) {
    const { said, metrics, gate, models, steps, status, chosen, plan } = story;
    const some = models.some(({ sha256 }) => sha256 !== null);
    return [
        `## ${verdict(story)}`,
        `<p>${identity(story)}</p>`,
        ...(said === null ? [] : [paragraphs(bounded(said.lines)).join('\n')]),
        ...(plan === null ? [] : [planTable(plan)]),
        ...(metrics === null
            ? []
            : [
                figuresTable(metrics, gate),
                `<p>In percent, measured at the probability ${metrics.thresholds.threshold}. AP is the average precision. Two iterations are measured on different images.</p>`,
                ...comparedWith(metrics, gate),
                ...(metrics.tags.length === 0 ? [] : [tagsTable(metrics)]),
            ]),
        ...(some || status === 'succeeded' ? [modelsTable(models)] : []),
        ...(steps.length === 0 ? [] : [timesTable(story)]),
        ...(chosen.length === 0 ? [] : [inputsTable(chosen)]),
        '',
    ].join('\n\n');
}
/** How the run ended: what heads the summary, and ends the log. */
function verdict({ status, said, models }) {
    switch (status) {
        case 'succeeded':
            return models.length === 1 ? 'Model delivered' : `${models.length} models delivered`;
        case 'pending':
            return 'Not there yet: a later run goes on';
        case 'dry-run':
            return 'Dry run';
        default:
            return said?.title ?? status;
    }
}
function identity({ projectName, projectId, iterationId, trained, plan }) {
    const project = ['Project', ...[projectName, projectId].filter((text) => text !== '').map(code)].join(' ');
    if (plan !== null) {
        return `${project}. Nothing was changed: this is what a run with these inputs would come to.`;
    }
    if (iterationId === '') {
        return `${project}. No iteration was trained or chosen.`;
    }
    return `${project}, iteration ${code(iterationId)}, ${trained ? 'whose training this run started' : 'which was there already: this run started no training'}.`;
}
/** A message may be long, and its end says what to do next. */
function bounded(lines) {
    return lines.length <= MOST_LINES
        ? lines
        : [
            ...lines.slice(0, MOST_LINES - LAST_LINES),
            `\u2026 and ${lines.length - MOST_LINES} more lines, which the log has.`,
            ...lines.slice(-LAST_LINES),
        ];
}
/** Which iterations the other figures are of, and what was asked for beside the minimums in the table. */
function comparedWith({ previous, published, iterationId }, gate) {
    const live = published?.iterationId === iterationId ? 'This iteration is the published one' : undefined;
    const told = [
        ...(previous === null ? [] : [`Previous: iteration ${code(previous.iterationId)}`]),
        ...(published === null ? [] : [live ?? `Published: iteration ${code(published.iterationId)}`]),
        ...(gate.minimumFor === 'tags' ? ['The minimums hold for each tag as well'] : []),
        ...(gate.noWorseThan === 'none'
            ? []
            : [
                `Asked for: no figure over ${Number((100 * gate.tolerance).toFixed(2))} below that of the ${gate.noWorseThan} one`,
            ]),
    ];
    return told.length === 0 ? [] : [`<p>${told.join('.<br>')}.</p>`];
}
function timesTable({ steps, looks, calls }) {
    const totalMs = steps.reduce((sum, { ms }) => sum + ms, 0);
    const rows = [...steps, { name: 'All', ms: totalMs }].map(({ name, ms }) => [
        cell(escaped(name)),
        number((0,time_clock/* formatDuration */.a3)(ms)),
    ]);
    const content = [
        table(['Step', 'Time'], rows),
        `<p>${looks} looks at the queue, ${calls} calls to the training service.</p>`,
    ].join('\n');
    return folded(`The run took ${(0,time_clock/* formatDuration */.a3)(totalMs)}`, content);
}

;// CONCATENATED MODULE: ./src/summary/write-summary.ts
/**
 * Puts the summary where GitHub shows it, and into a file for whoever posts it elsewhere.
 */



/** GitHub drops a summary that is longer, in bytes. */
const MOST_BYTES = 1_024 * 1_024;
/** Puts it in both places. A summary that cannot be written ends no run. */
async function writeSummary(summary, { env, outputs, report, workflow }) {
    await harmlessly(report, async () => {
        const { tempFolder } = await workflow();
        const folder = external_node_path_default().resolve([tempFolder, 'custom-vision'].join((external_node_path_default()).sep));
        const file = external_node_path_default().join(folder, `summary-${outputs.get('iterationId') || 'none'}.md`);
        await (0,promises_.mkdir)(folder, { recursive: true });
        await (0,promises_.writeFile)(file, summary);
        outputs.set('summaryPath', file);
        await append(summary, env);
    });
}
/** Puts it where GitHub shows it, and nowhere else. A summary that cannot be written ends no run. */
async function showSummary(summary, { env, report }) {
    await harmlessly(report, () => append(summary, env));
}
async function harmlessly(report, write) {
    try {
        await write();
    }
    catch (error) {
        report.debug(`no summary: ${error instanceof Error ? error.message : String(error)}`);
    }
}
async function append(summary, env) {
    const shown = (0,src_env/* given */.g)(env.GITHUB_STEP_SUMMARY);
    if (shown !== undefined && Buffer.byteLength(summary) < MOST_BYTES) {
        await (0,promises_.appendFile)(shown, summary);
    }
}

;// CONCATENATED MODULE: ./src/summary/story.ts






const UNEXPECTED = new report_failure/* Failure */.HR('failed', 'Unexpected error', [
    'This should not have happened. Please report it, with the lines of its annotation.',
    'Next: run the workflow again, it picks up where this run stopped.',
]);
class RunStory {
    /** Foreign text. */
    projectName = '';
    /** What a dry run has foretold. */
    plan = null;
    steps = [];
    inputs;
    services;
    constructor(inputs, services) {
        this.inputs = inputs;
        this.services = services;
    }
    /** Takes a step of the run, whose lines the runner folds under this name. */
    async step(name, take) {
        return await this.timed(name, () => this.services.report.group(name, take));
    }
    /** As `step`, for one whose parts are folded each by itself: the runner folds nothing inside of a fold. */
    async timed(name, take) {
        const { clock } = this.services;
        const began = clock.now();
        return await take().finally(() => this.steps.push({ name, ms: clock.now() - began }));
    }
    /** Writes the summary, and the figures as the last line of the log. @param error why the run ended early */
    async end(status, error) {
        const story = this.told(status, error);
        if (story.metrics !== null) {
            this.services.report.info(`${verdict(story)}. Iteration ${story.iterationId}: ${metricsInOneLine(story.metrics)}.`);
        }
        await writeSummary(summaryOf(story), this.services);
    }
    told(status, error) {
        const { outputs, inbox, resource } = this.services;
        const { project } = this.inputs;
        const metrics = outputs.get('metrics');
        return {
            status,
            said: error === undefined ? null : this.saidOf(error),
            projectName: this.projectName || ('name' in project ? project.name : ''),
            projectId: outputs.get('projectId') || ('id' in project ? project.id : ''),
            iterationId: outputs.get('iterationId'),
            trained: outputs.get('trained') === 'true',
            gate: this.inputs.gate,
            metrics: metrics === '' ? null : JSON.parse(metrics),
            models: outputs.models,
            steps: this.steps,
            plan: this.plan,
            looks: inbox.lookCount,
            calls: resource.sent,
            chosen: chosenInputs(this.inputs),
        };
    }
    /** What the annotation says; of an error that nobody has expected, it says more. */
    saidOf(error) {
        const { title, message } = error instanceof report_failure/* Failure */.HR ? error : UNEXPECTED;
        return {
            title,
            lines: [...message.split('\n'), ...howToGoOn(error, this.inputs, this.services.outputs)],
        };
    }
}

;// CONCATENATED MODULE: ./src/train/lost-start.ts
/**
 * A start of a training whose answer was lost: whether it was carried out, and which training is ours then.
 */






/** The service may list a training that began only a little later. */
const PAUSES_AFTER_LOST_ANSWER_MS = [1_000, 3_000, 6_000];
/** A new iteration may be ours that does not run yet, or a blank one that means nothing. */
const MORE_PAUSES_WHILE_NEW_MS = [10_000, 15_000];
/** Another run of this action gives its iteration its name right after the start was answered. */
const NAMED_WITHIN_MS = 3_000;
/** By how much the clocks of the runner and of the service may differ. */
const CLOCKS_DIFFER_MS = 10_000;
/** Whether the iteration was not there before; one that was listed as new was blank, and may be the one that runs now. */
function isNew({ id }, before) {
    return (before.get(id)?.state ?? 'new') === 'new';
}
/**
 * Looks for the iteration that was not there before.
 * @returns `undefined` if none appears within some seconds: the start did not arrive
 * @throws Failure if that cannot be told: a second start could be paid for as well
 */
async function findBegun(lost, run) {
    run.report.info('The answer to the start of the training was lost: looking whether it began.');
    try {
        return await find(lost, run);
    }
    catch (error) {
        // Unforced, running again is enough.
        throw run.signal.aborted && lost.options.force
            ? mayHaveBegun(run.customVision.projectId, lost.options)
            : error;
    }
}
async function find(lost, run) {
    const { customVision } = run;
    const { before, options, askedAt } = lost;
    const doing = `find out whether the training of the project ${customVision.projectId} began (look in the portal)`;
    let unclear;
    const look = async () => {
        const all = await explained(doing, () => customVision.getIterations());
        unclear = all.find(({ id, state }) => state === 'new' && !before.has(id));
        const begun = all.filter((iteration) => iteration.state !== 'new' && isNew(iteration, before));
        return begun.length === 0 ? undefined : begun;
    };
    const seen = (await lookAgain(PAUSES_AFTER_LOST_ANSWER_MS, look, run)) ??
        (unclear && (await lookAgain(MORE_PAUSES_WHILE_NEW_MS, look, run)));
    if (seen === undefined) {
        if (unclear !== undefined) {
            throw unclearStart(unclear, options);
        }
        return undefined;
    }
    const begun = seen.every(isNamedByRun) ? seen : ((await lookAgain([NAMED_WITHIN_MS], look, run)) ?? seen);
    const iteration = newest(begun.filter((one) => !isNamedByRun(one)));
    if (iteration === undefined) {
        return { kind: 'busy', sentBefore: false };
    }
    return begun.length === 1 && fits(iteration, lost)
        ? { kind: 'started', iteration, began: askedAt }
        : { kind: 'in doubt', iteration };
}
/** Whether the training can be the one that was asked for: one of that kind, that did not begin earlier. */
function fits(iteration, { options, askedAt }) {
    const { trainingType, reservedBudgetHours } = iteration;
    const budget = options.trainingType === 'Advanced' ? options.reservedBudgetHours : reservedBudgetHours;
    return ((trainingType ?? options.trainingType) === options.trainingType &&
        (reservedBudgetHours ?? budget) === budget &&
        (beganBy(iteration) ?? askedAt) >= askedAt - CLOCKS_DIFFER_MS);
}
function unclearStart({ id }, { force }) {
    return new report_failure/* Failure */.HR('failed', 'Training may have begun', [
        `The answer to the start of the training was lost, and since then iteration ${id} is listed as new, but does not run.`,
        `Next: look at the project in the portal; run again when the iteration is being trained, is trained or is gone${force ? `: with iteration-id: ${id} unless it is gone, because when-unchanged: retrain would pay for another training` : ''}.`,
    ]);
}
/** Says what the cancelled run does not know, if the answer did not arrive within the grace period. */
function mayHaveBegun(projectId, { force }) {
    return new report_failure/* Failure */.HR('cancelled', 'Cancelled', [
        `The run was cancelled while it started a training of the project ${projectId}, before the service answered: a training may have begun, and goes on then.`,
        force
            ? 'Next: look in the portal whether one runs; if so, run the workflow again with its id as iteration-id, because when-unchanged: retrain would pay for another training.'
            : 'Next: run the workflow again, it waits for the end of a training that runs before it asks for one.',
    ]);
}

;// CONCATENATED MODULE: ./src/train/make-room.ts
/**
 * `keep-iterations`: deletes the oldest iterations, so that a project never comes to the limit of the service. A run
 * that is killed in between leaves the rest to the next training, and what two runs delete at once is gone once.
 */




/** Answers that are about one iteration, so that the next one may still be deleted. */
const OF_ONE = [400, 404, 409];
const NOTHING = { before: [], onceBegun: [], stay: 0 };
/** The room that a training takes. */
class Room {
    /** What the service did not delete, by its id, in lines for the user: where there is no room, that is why. */
    left = new Map();
    keep;
    known;
    run;
    plan = NOTHING;
    told = '';
    /** @param keep see `planRoom`; `null`: nothing is deleted @param known is kept up to date */
    constructor(keep, known, run) {
        this.keep = keep;
        this.known = known;
        this.run = run;
    }
    get refused() {
        return [...this.left.values()];
    }
    /** Tells what is to be deleted, and deletes what is over the number whether or not a training begins. */
    async make() {
        if (this.keep === null) {
            return;
        }
        this.plan = planRoom([...this.known.values()], this.keep);
        this.tell(this.keep, this.plan);
        await this.deleteAll(this.plan.before);
    }
    /** Deletes those whose place is taken by an iteration that is being trained now. */
    async take() {
        await this.deleteAll(this.plan.onceBegun);
    }
    tell(keep, { before, onceBegun, stay }) {
        const lines = [
            ...(before.length === 0
                ? []
                : [
                    `keep-iterations is ${keep}: these are over it, and are deleted before the training is asked for, the oldest first.`,
                    ...before.map(describedDeletion),
                ]),
            ...(onceBegun.length === 0
                ? []
                : [
                    `keep-iterations is ${keep}: if a training begins, its iteration takes the place of these, which are deleted then.`,
                    ...onceBegun.map(describedDeletion),
                ]),
            ...(stay === 0
                ? []
                : [
                    `With the one that is to be trained there will be ${stay} more than keep-iterations: the others are published, being trained, the newest, or compared with.`,
                ]),
        ];
        // While somebody else trains, the run asks again and again.
        if (lines.join('\n') !== this.told) {
            this.told = lines.join('\n');
            lines.forEach((line) => {
                this.run.report.info(line);
            });
        }
    }
    async deleteAll(planned) {
        // One refusal of each is enough, however often the run asks for its training.
        const iterations = planned.filter(({ id }) => !this.left.has(id));
        for (const [index, iteration] of iterations.entries()) {
            const error = await this.delete(iteration);
            if (error !== undefined) {
                const isOfOne = error.ofTheApi && OF_ONE.includes(error.httpStatus ?? 0);
                const left = isOfOne ? [iteration] : iterations.slice(index);
                this.refuse(left, error);
                if (!isOfOne) {
                    return;
                }
            }
        }
    }
    /** @returns the error if the service refused it, or could not be asked; the signal's reason is thrown when aborted */
    async delete(iteration) {
        const { customVision, report } = this.run;
        const { id, name, created } = iteration;
        let gone = 'Deleted';
        try {
            await customVision.deleteIteration(id);
        }
        catch (error) {
            if (!(error instanceof service_error/* ServiceError */._7)) {
                throw error;
            }
            if (error.code !== 'NotFoundIteration') {
                return error;
            }
            gone = 'Gone already:';
        }
        this.known.delete(id);
        report.info(`${gone} iteration ${id}, ${quoted(name)}, made ${new Date(created).toISOString()}.`);
        return undefined;
    }
    refuse(left, error) {
        left.forEach((iteration) => this.left.set(iteration.id, describedDeletion(iteration)));
        this.run.report.warning('Iteration not deleted', [
            `keep-iterations could not make room, the run goes on without: ${(0,service_error/* serviceTrouble */.fk)(error)}.`,
            ...(error.detail === '' ? [] : [foreign(error.detail)]),
            'These stay:',
            ...left.map(describedDeletion),
            `Next: ${adviceFor(error).next}. The next training tries again.`,
        ]);
    }
}

;// CONCATENATED MODULE: ./src/train/start-training.ts
/**
 * Starts a training, which is paid for: a run looks for a start whose answer was lost before it repeats it, once.
 */





/**
 * Asks for a training, and once more if the answer is lost and no training began.
 * @throws Failure if the service refuses it, or if the answer is lost and it cannot be told whether a training began
 */
async function startTraining(options, known, run) {
    const { before } = known;
    const lostStart = { options, before, askedAt: run.clock.now() };
    for (let attempt = 1;; attempt += 1) {
        const start = await ask(options, known, run);
        const lost = start instanceof service_error/* ServiceError */._7;
        if (!lost && (start.kind === 'started' || attempt === 1)) {
            return start;
        }
        // The service may refuse a second start because the first one arrived after all.
        const begun = await findBegun(lostStart, run);
        if (begun !== undefined) {
            return begun;
        }
        if (attempt === 2) {
            if (lost) {
                throw serviceFailure(`start the training of the project ${run.customVision.projectId}`, start, 'failed', options.force
                    ? [
                        'No training was seen to begin. If one did after all, running again with when-unchanged: retrain would pay for another: look in the portal first, and go on with it by iteration-id.',
                    ]
                    : []);
            }
            return start;
        }
    }
}
/** @returns the error if the answer was lost @throws Failure if the service refuses the training */
async function ask(options, { before, refusedRoom }, run) {
    const { clock, customVision } = run;
    const { projectId } = customVision;
    const began = clock.now();
    const sending = { underWay: false, times: 0 };
    try {
        const iteration = await customVision.trainProject(options, (isUnderWay) => {
            sending.underWay = isUnderWay;
            sending.times += isUnderWay ? 1 : 0;
        });
        return judged(iteration, before, began);
    }
    catch (error) {
        if (!(error instanceof service_error/* ServiceError */._7)) {
            throw run.signal.aborted && sending.underWay ? mayHaveBegun(projectId, options) : error;
        }
        // Whatever its code says: a gateway's answer tells nothing of what the service did.
        if (error.mayHaveActed) {
            return error;
        }
        const notStarted = NOTHING_TO_START[error.code ?? ''];
        if (notStarted === undefined) {
            const reasons = await whyRefused(error, { ...options, refusedRoom }, run);
            throw serviceFailure(`start the training of the project ${projectId}`, error, 'failed', reasons);
        }
        return notStarted.kind === 'busy' ? { ...notStarted, sentBefore: sending.times > 1 } : notStarted;
    }
}
/** A start may be answered by an iteration that it did not start: one that was there before, or that is another run's. */
function judged(iteration, before, began) {
    if (isNew(iteration, before) && !isNamedByRun(iteration)) {
        return { kind: 'started', iteration, began };
    }
    return iteration.state === 'running'
        ? { kind: 'busy', sentBefore: false }
        : new service_error/* ServiceError */._7({
            operation: 'TrainProject',
            httpStatus: 200,
            detail: `the answer names iteration ${iteration.id}, which this start did not begin`,
            garbled: true,
        });
}
/** Codes with which the service says that it has nothing to start. */
const NOTHING_TO_START = {
    BadRequestTrainingNotNeeded: { kind: 'unchanged', newerPipeline: false },
    BadRequestTrainingNotNeededButTrainingPipelineUpdated: { kind: 'unchanged', newerPipeline: true },
    BadRequestTrainingAlreadyInProgress: { kind: 'busy', sentBefore: false },
};

;// CONCATENATED MODULE: ./src/train/nothing-changed.ts
/**
 * What a run does if nothing changed since the last training.
 */





/**
 * Uses the newest iteration again, and says why no training is started. An older one was trained on other images.
 * @param newerPipeline whether the service could train it anew with a newer pipeline
 * @returns one whose training failed only if that is to be tried once more
 * @throws Failure if there is none, if its training failed, or if it may not be used again
 */
async function reuseNewest(all, plan, newerPipeline, run) {
    const decision = decideUnchanged(all, plan);
    if (decision.kind === 'no iteration') {
        throw new report_failure/* Failure */.HR('failed', 'No iteration', [
            'The service says that nothing changed since the last training, but lists no iteration.',
            'Next: add or change an image of the project, and run again; or train without a change, with when-unchanged: retrain.',
        ]);
    }
    const { iteration } = decision;
    setIteration(iteration, false, run);
    const { id, name, state } = iteration;
    if (decision.kind === 'tried once more') {
        return iteration;
    }
    if (decision.kind === 'refused') {
        throw await refusal(iteration, plan.whenUnchanged, run);
    }
    run.report.notice('Nothing to train', [
        state === 'completed'
            ? `Nothing changed since iteration ${id} was trained${newerPipeline ? ', though the service could train it anew with a newer pipeline' : ''}: it is used again.`
            : `Nothing changed since the training of iteration ${id} was started: this run waits for its end.`,
        // It is not documented whether the service compares the inputs as well.
        ...(tellsOtherInputs(name, plan)
            ? [
                'By its name it was trained with other training inputs than these. To train with these: when-unchanged: retrain.',
            ]
            : []),
    ]);
    return iteration;
}
/** How to train again, unchanged, what has failed; it goes on after "Next: change what is wrong, and run again; ". */
function onceMore({ whenUnchanged }) {
    return whenUnchanged === 'retrain'
        ? 'or run again as it is, as when-unchanged: retrain trains without a change; retry-failed: true does so in the same run'
        : 'or, to train once more without a change, give retry-failed: true, or when-unchanged: retrain';
}
async function refusal(iteration, whenUnchanged, { customVision }) {
    const { id, state } = iteration;
    const failed = state === 'failed';
    const rest = failed
        ? [
            ...(await failureDetails(iteration, customVision)),
            `Next: change what is wrong with the images or tags of the project, and run again; ${onceMore({ whenUnchanged })}.`,
        ]
        : [
            `Next: add or change an image, then run again; or use what is there, with when-unchanged: reuse or iteration-id: ${id}.`,
        ];
    return whenUnchanged === 'reuse'
        ? new report_failure/* Failure */.HR('training-failed', 'Training failed before', [
            `Nothing changed since iteration ${id}, the newest one, and its training failed.`,
            ...rest,
        ])
        : new report_failure/* Failure */.HR('failed', 'Nothing changed', [
            `The service started no training: nothing changed since iteration ${id}, the newest one${failed ? ', and its training failed' : ''}. when-unchanged is ${whenUnchanged}.`,
            ...rest,
        ]);
}

;// CONCATENATED MODULE: ./src/train/train.ts
/**
 * Ensures that there is an iteration trained on the project's present images. Training is paid for: a run starts it at
 * most once per change of the images, and looks for a start whose answer was lost before it repeats it.
 */









/** How to train again where a run was left; it goes on after "run again ". */
const ANEW = 'and do so in a new run: a later attempt of this one would say the same';
/** If the service says that a training is running, but lists none, that one is just ending. */
const ASK_AGAIN_MS = 5_000;
/**
 * Starts a training, or finds that nothing changed since the last one, and waits for its end. One that fails is tried
 * once more where the user wants that.
 * @param known the iterations before the run did anything
 * @throws Failure `training-failed`, `timed-out` or `failed`
 */
async function ensureTrained(plan, known, run) {
    const workflow = await run.workflow();
    const name = iterationName(workflow.runId, plan);
    const before = new Map(known.map((iteration) => [iteration.id, iteration]));
    const course = { plan, name, before };
    const beginning = decideBeginning(plan, known, workflow);
    if (beginning.kind === 'goes on') {
        setIteration(beginning.iteration, false, run);
        run.report.notice('Training of an earlier attempt', [
            `No training is started: an earlier attempt of this workflow run started that of iteration ${beginning.iteration.id}, with the same inputs. It is used.`,
        ]);
    }
    const training = beginning.kind === 'asks'
        ? await newOrUnchanged(course, beginning.forced, run)
        : { iteration: beginning.iteration, began: null };
    const ended = await trainingEnd(training, before.values(), run);
    if (ended.state !== 'failed' || !mayRetry(plan, known, workflow)) {
        const isLeft = beginning.kind === 'goes on' && plan.onTimeout === 'detach';
        return await trained(ended, isLeft ? ANEW : onceMore(plan), run);
    }
    run.report.info(`The training of iteration ${ended.id} failed: it is tried once more, as retry-failed is true.`);
    before.set(ended.id, ended);
    // The service would not repeat it unforced, because nothing has changed.
    const again = await newOrUnchanged({ ...course, plan: { ...plan, retryFailed: false } }, true, run);
    return await trained(await trainingEnd(again, before.values(), run), 'this run has tried it twice, as retry-failed is true', run);
}
/**
 * Starts a training, as soon as no other runs, or finds what is trained or being trained on the present images.
 * @param forced whether the first start is, so that the service trains although nothing changed
 */
async function newOrUnchanged(course, forced, run) {
    const { before } = course;
    let { plan } = course;
    const room = new Room(plan.keepIterations, before, run);
    for (let force = forced;; force = plan.whenUnchanged === 'retrain') {
        await room.make();
        const start = await startTraining({ ...plan, force }, { before, refusedRoom: room.refused }, run);
        switch (start.kind) {
            case 'started':
                await started(start, force, course, run);
                await room.take();
                return start;
            case 'unchanged':
                return {
                    iteration: await reuseNewest(await iterations(run), plan, start.newerPipeline, run),
                    began: null,
                };
            case 'in doubt':
                await perhapsOurs(start.iteration, before, run);
                plan = unforced(plan);
                break;
            case 'busy':
                // That training may have begun before the newest images were added: the run asks again when it has ended.
                if ((await someoneElsesEnd(before, run)) && start.sentBefore) {
                    plan = unforced(plan);
                }
        }
        // The run checks this only here: it is there for the first start, even if it has no time to wait.
        if (run.deadline.passed) {
            throw timeOut('No training was started');
        }
    }
}
/** What the service has trained on the present images is what the run wanted, where that may be its own. */
function unforced(plan) {
    return { ...plan, whenUnchanged: 'reuse' };
}
/** Tells of a training that this run has started. */
async function started({ iteration }, force, { name, plan, before }, run) {
    const { report } = run;
    before.set(iteration.id, { ...iteration, state: 'running' });
    setIteration(iteration, true, run);
    report.info(`Started the training of iteration ${iteration.id}.`);
    if (force && plan.whenUnchanged === 'retrain') {
        report.info(`It was started whether or not anything changed, because when-unchanged is retrain. To go on with it in another run of the workflow, give iteration-id: ${iteration.id}.`);
    }
    await nameIteration(iteration, name, run);
}
/** Waits for a training that this run may have started, or somebody else at the same time. It has no name of ours. */
async function perhapsOurs(iteration, before, run) {
    setIteration(iteration, false, run);
    run.report.info(`The training of iteration ${iteration.id} may be the one that was asked for, or somebody else's: when it has ended, the service is asked whether there is still something to train.`);
    before.set(iteration.id, await trainingEnd({ iteration, began: null }, before.values(), run));
}
/**
 * Waits for the training that somebody else started, so that the run can ask for its own again.
 * @returns whether there is one that a start of this run may have begun, though it was refused
 */
async function someoneElsesEnd(before, run) {
    const all = await iterations(run);
    const perhapsOurs = all.some((one) => one.state !== 'new' && isNew(one, before) && !isNamedByRun(one));
    // None of these was begun by a start of this run whose answer is lost; they may have ended before this look.
    all.forEach((iteration) => before.set(iteration.id, iteration));
    const theirs = underWay(all);
    if (theirs === undefined) {
        await run.clock.sleep(ASK_AGAIN_MS, run.signal);
        return perhapsOurs;
    }
    run.report.info(`Iteration ${theirs.id} is being trained already. It is a training ${startedBy(theirs)}. This run waits for its end, and then asks for a training of its own: the newest images may have come too late for that one.`);
    await trainingEnd({ iteration: theirs, began: null }, all, run);
    return perhapsOurs;
}
async function iterations({ customVision }) {
    return await explained(`read the iterations of the project ${customVision.projectId}`, () => customVision.getIterations());
}

;// CONCATENATED MODULE: ./src/main.ts
/**
 * The story of a run: check, integrate, train, export, deliver. Each step ensures something: it reads first and acts
 * only if needed, so a run that is started again resumes where an earlier one stopped.
 */














const CLOSING_MS = 15_000;
/** How long a later attempt of a run that had no time to wait takes to deliver what has been trained meanwhile. */
const DELIVERY_MS = 3_600_000;
/** A cancelled run has to be over within a second. */
const CANCELLED_CLOSING_MS = 500;
/** Another run that is cancelled may have begun a training. */
const NOTHING_BEGUN = new report_failure/* Failure */.HR('cancelled', 'Cancelled', [
    'The dry run was cancelled. It has changed nothing.',
    'Next: run the workflow again.',
]);
/**
 * Runs to the end and sets every output but `status`.
 * @returns `pending` if the time is up and a later run has to do the rest
 * @throws Failure; the signal's reason when aborted
 */
async function run(inputs, services, signal) {
    const { clock, inbox, report } = services;
    const deadline = new time_clock/* Deadline */.B2(clock, inputs.timeoutMinutes * 60_000);
    const reconcileMs = inputs.reconcileMinutes === 0 ? null : inputs.reconcileMinutes * 60_000;
    const story = new RunStory(inputs, services);
    inbox.leavesUnended = inputs.onTimeout === 'detach';
    const ofResource = { ...services, signal, deadline, reconcileMs, warned: new Set() };
    try {
        const run = inputs.dryRun ? look : deliver;
        const status = await run(inputs, ofResource, story).finally(() => leaveQueue(inbox, clock, signal));
        signal.throwIfAborted();
        await story.end(status);
        return status;
    }
    catch (error) {
        const isOver = error instanceof report_failure/* Failure */.HR && error.status === 'timed-out';
        if (!(isOver && inputs.onTimeout === 'detach' && !inputs.dryRun)) {
            await story.end(error instanceof report_failure/* Failure */.HR ? error.status : 'failed', error);
            throw error;
        }
        const end = detached(error);
        await story.end('pending', end);
        const iterationId = services.outputs.get('iterationId');
        report.notice('Detached', [
            // The relay tells by it which job has left the iteration.
            ...(end.message.includes(iterationId) ? [] : [`This run has left iteration ${iterationId}.`]),
            end.message,
            ...howToGoOn(end, inputs, services.outputs),
        ]);
        return 'pending';
    }
}
/** Everything that shows before anything is paid for. */
async function check(inputs, run, story) {
    const { outputs } = run;
    outputs.setTargets(inputs.platforms);
    if (outputs.unwritten !== undefined) {
        throw outputs.unwritten;
    }
    const checked = await story.step('Check project and storage', () => preflight(inputs, run));
    story.projectName = checked.project.name;
    return checked;
}
/** A dry run: says what `deliver` would do, and changes nothing. */
async function look(inputs, run, story) {
    try {
        const checked = await check(inputs, run, story);
        story.plan = await story.timed('Foretell the run', () => foretell(inputs, checked, run));
        return 'dry-run';
    }
    catch (error) {
        throw run.signal.aborted ? NOTHING_BEGUN : error;
    }
}
async function deliver(inputs, ofResource, story) {
    const { inbox, outputs } = ofResource;
    const checked = await check(inputs, ofResource, story);
    const project = await ensureProject(checked.project, inputs, ofResource);
    outputs.set('projectId', project.id);
    const ofProject = { ...ofResource, ...ofResource.inProject(project.id) };
    await story.step('Integrate storage', () => ensureIntegrated(inputs, project, ofProject));
    const { iterations, attachTo, selectedTags, tags } = checked;
    const iteration = await story.step('Train', () => attachTo === null
        ? ensureTrained({ ...inputs, selectedTags }, iterations, ofProject)
        : attach(attachTo, iterations, ofProject));
    try {
        // What an earlier attempt has trained may have begun with other images than there are now.
        const isOfNow = outputs.get('trained') === 'true' ||
            (inputs.whenUnchanged === 'reuse' && inputs.onTimeout !== 'detach');
        const measures = { ...inputs, tags: isOfNow ? tags : undefined };
        const run = await withTime(inputs, ofProject);
        await story.step('Judge the model', () => ensureGoodEnough(iteration, iterations, measures, run));
        const failure = await story.timed('Deliver the models', () => deliverModels(iteration, inputs, run));
        if (failure !== undefined) {
            throw failure;
        }
        return 'succeeded';
    }
    finally {
        // The end of the run also clears away what an earlier one, killed perhaps, has left behind.
        inbox.claim((notification) => notification.projectId === project.id &&
            (notification.type === 'ConnectionTest' || notification.iterationId === iteration.id));
    }
}
/** With `timeout-minutes: 0` the first attempt starts what is to be started; the inputs of a later one are the same. */
async function withTime({ timeoutMinutes }, run) {
    return timeoutMinutes === 0 && (await run.workflow()).attempt > 1
        ? { ...run, deadline: new time_clock/* Deadline */.B2(run.clock, DELIVERY_MS) }
        : run;
}
/** Clears away what is ours on the queue, while there is time for it. */
async function leaveQueue(inbox, clock, signal) {
    const ms = signal.aborted ? CANCELLED_CLOSING_MS : CLOSING_MS;
    await withinDeadline((bounded) => inbox.close(bounded), () => new Error(`the queue was not left within ${ms} ms`), {
        clock,
        deadline: new time_clock/* Deadline */.B2(clock, ms),
        signal: signal.aborted ? new AbortController().signal : signal,
    });
}

// EXTERNAL MODULE: external "node:diagnostics_channel"
var external_node_diagnostics_channel_ = __webpack_require__(53053);
;// CONCATENATED MODULE: ./src/github/bounded-toolkit.ts
/**
 * Bounds what the toolkit's client reads of an answer. It takes no client and no limit of ours and reads each answer to
 * its end, a gigabyte as well; but Node tells of every answer that arrives in the process.
 * Source: Node's documentation of `diagnostics_channel`, built-in channel `http.client.response.finish`.
 */


const CHANNEL = 'http.client.response.finish';
/** The service's answers have a few hundred bytes, a list of artifacts some hundred each. */
const MOST_MEBIBYTES = 4;
/**
 * Makes a call of the toolkit.
 * @param host of the artifact service; what is uploaded goes to another one, by PUT
 * @throws ForeignAnswer once more of an answer has arrived than any of the service's; the connection is closed then, and
 *   the call, which does not notice, is left to itself
 */
async function withBoundedAnswers(host, call) {
    const tooLong = Promise.withResolvers();
    const bound = (message) => {
        const { request, response } = message;
        const asked = String(request.getHeader('host'));
        if (asked !== host && request.method !== 'PUT') {
            return;
        }
        const { socket, statusCode = 0 } = response;
        let bytes = 0;
        const count = (chunk) => {
            bytes += chunk.length;
            if (bytes > MOST_MEBIBYTES * 1_024 * 1_024) {
                response.destroy();
                tooLong.reject(new foreign_answer/* ForeignAnswer */.J6(asked, statusCode, `more than ${MOST_MEBIBYTES} MiB`));
            }
        };
        // Node itself reads the socket by this event: one more listener takes nothing away from the toolkit.
        socket.on('data', count);
        response.once('close', () => socket.off('data', count));
    };
    (0,external_node_diagnostics_channel_.subscribe)(CHANNEL, bound);
    try {
        return await Promise.race([call(), tooLong.promise]);
    }
    finally {
        (0,external_node_diagnostics_channel_.unsubscribe)(CHANNEL, bound);
    }
}

;// CONCATENATED MODULE: ./src/github/artifacts.ts
/**
 * The artifacts of this workflow run. What changes them is the toolkit's client, whose errors tell kinds apart by their
 * text only.
 */






const artifacts_PAUSES_MS = [1_000, 2_000, 4_000];
/** The answer to the creation, and to no other request: a name may hold `(409)` itself. */
const NAME_TAKEN = 'Failed to CreateArtifact: Received non-retryable error: Failed request: (409)';
/** Somebody else has deleted it, or the request was repeated after its answer was lost. */
const artifacts_GONE = 'Failed to DeleteArtifact: Received non-retryable error: Failed request: (404)';
/** Every method throws the signal's reason when aborted. */
class WorkflowArtifacts {
    env;
    clock;
    client;
    calls = 0;
    constructor(env, clock) {
        this.env = env;
        this.clock = clock;
    }
    /** A call goes on, in the background perhaps: it takes no signal, and would keep the process alive for minutes. */
    get busy() {
        return this.calls > 0;
    }
    /**
     * The finished artifact of that name in this workflow run, whichever job made it.
     * @throws ArtifactListError, after several attempts where trouble may pass
     */
    async find(name, signal) {
        const listed = await tryAgain(() => listArtifacts(name, this.env, signal), (error, attempt) => (refusals_mayPass(error) ? artifacts_PAUSES_MS[attempt - 1] : undefined), { clock: this.clock, signal });
        const found = listed.find((artifact) => artifact.name === name);
        return found === undefined
            ? undefined
            : {
                id: Number(found.database_id),
                digest: typeof found.digest === 'string' ? found.digest.replace(/^sha256:/, '').toLowerCase() : null,
            };
    }
    /**
     * @param archive false: the file goes up as it is, and the artifact is named like the file
     * @returns `name taken` if the name is held by any artifact, also by one that was never finished
     * @throws the client's errors
     */
    async upload(name, file, { archive, retentionDays }, signal) {
        const options = { skipArchive: !archive, ...(retentionDays === null ? {} : { retentionDays }) };
        try {
            const { id, digest } = await this.call((client) => client.uploadArtifact(name, [file], external_node_path_default().dirname(file), options), signal);
            if (id === undefined || digest === undefined) {
                throw new Error('the artifact client reports no id or no digest of what it has stored');
            }
            return { id, digest: digest.toLowerCase() };
        }
        catch (error) {
            if (error instanceof Error && error.message.startsWith(NAME_TAKEN)) {
                return 'name taken';
            }
            throw error;
        }
    }
    /**
     * Sees to it that there is no artifact of that name.
     * @throws the client's errors
     */
    async delete(name, signal) {
        try {
            await this.call((client) => client.deleteArtifact(name), signal);
        }
        catch (error) {
            const isGone = error instanceof Error && (error.name === 'ArtifactNotFoundError' || error.message.startsWith(artifacts_GONE));
            if (!isGone) {
                throw error;
            }
        }
    }
    /** The client takes no signal: when aborted, the call is left to itself. */
    async call(make, signal) {
        // Loading the client costs as much as the rest of the start: it waits until a model is there.
        const { DefaultArtifactClient } = await Promise.all(/* import() */[__webpack_require__.e(818), __webpack_require__.e(738), __webpack_require__.e(76), __webpack_require__.e(25), __webpack_require__.e(351), __webpack_require__.e(799)]).then(__webpack_require__.bind(__webpack_require__, 76799));
        this.client ??= new DefaultArtifactClient();
        signal.throwIfAborted();
        this.calls += 1;
        const call = make(this.client).finally(() => {
            this.calls -= 1;
        });
        const host = URL.parse(this.env.ACTIONS_RESULTS_URL ?? '')?.host;
        return await untilAborted(withBoundedAnswers(host, () => call), signal);
    }
}

// EXTERNAL MODULE: ./src/network/discard.ts
var discard = __webpack_require__(51536);
;// CONCATENATED MODULE: ./src/storage/client.ts





/** None where the URI holds a SAS, else the account key (which the inputs accept only where the account is known), else Entra ID. */
async function storageCredential(uri, accountKey, entra) {
    const { AnonymousCredential, StorageSharedKeyCredential } = await Promise.all(/* import() */[__webpack_require__.e(818), __webpack_require__.e(738), __webpack_require__.e(76), __webpack_require__.e(925)]).then(__webpack_require__.bind(__webpack_require__, 62925));
    if (uri.sas !== null) {
        return new AnonymousCredential();
    }
    return accountKey === null ? entra : new StorageSharedKeyCredential(uri.account ?? '', accountKey);
}
class StorageClient {
    uri;
    clock;
    credential;
    connected;
    constructor(uri, credential, clock = time_clock/* systemClock */.ml) {
        this.uri = uri;
        this.credential = credential;
        this.clock = clock;
    }
    client() {
        const { plain, sas } = this.uri;
        this.connected ??= this.credential().then(async (credential) => {
            const client = await this.connect(sas === null ? plain : `${plain}?${sas}`, credential);
            // The SDKs take no policies. All clients that this one makes share its pipeline.
            const { pipeline } = client;
            (0,bounded_answers/* boundAnswers */.G)(pipeline._corePipeline, foreign_answer/* storageJudge */.LP);
            return client;
        });
        return this.connected;
    }
    /**
     * Makes one request.
     * @throws the SDK's RestError; Error `ETIMEDOUT` if storage does not answer in time, of which the SDK would say only
     *   that somebody aborted the request; the signal's reason when aborted
     */
    async request(signal, send, limitMs = this.limitMs) {
        const client = await this.client();
        const { clock } = this;
        return await withinDeadline((bounded) => send(client, bounded).catch((error) => {
            bounded.throwIfAborted();
            throw error;
        }), () => (0,connection_errors/* noAnswerInTime */.qD)(`no answer within ${limitMs / 1_000} s`), { clock, deadline: new time_clock/* Deadline */.B2(clock, limitMs), signal });
    }
}

;// CONCATENATED MODULE: ./src/storage/container.ts


/** Every method throws the SDK's RestError (`code`, `statusCode`), and the signal's reason or an AbortError when aborted. */
class AzureContainer extends StorageClient {
    /** A connection can be dead without either side knowing. */
    limitMs = 60_000;
    /** Blobs whose name begins with `prefix`, at most `most` of them. */
    async list(prefix, most, signal) {
        return await this.request(signal, async (client, abortSignal) => {
            const pages = client
                .listBlobsFlat({ prefix, includeCopy: true, abortSignal })
                .byPage({ maxPageSize: most });
            for await (const { segment } of pages) {
                // Storage may answer with an empty page although a next one has blobs.
                if (segment.blobItems.length > 0) {
                    return segment.blobItems.map(asBlob);
                }
            }
            return [];
        });
    }
    /**
     * Streams the blob from `offset` to its end, pinned to its ETag: throws with `ConditionNotMet` if it was overwritten
     * meanwhile, with `BlobNotFound` if it was deleted.
     */
    async open(blob, offset, signal) {
        const client = (await this.client()).getBlobClient(blob.name);
        const { readableStreamBody, contentLength } = await client.download(offset, undefined, {
            abortSignal: signal,
            conditions: { ifMatch: blob.etag },
        });
        if (readableStreamBody === undefined || contentLength !== blob.length - offset) {
            (0,discard/* discard */.v)(readableStreamBody);
            throw new Error(`storage gave ${contentLength} of ${blob.length - offset} bytes of the blob from ${offset} on`);
        }
        return readableStreamBody;
    }
    /** The blob's URL: percent-encoded, without a query. */
    urlOf(name) {
        return `${this.uri.plain}/${name.split('/').map(encodeURIComponent).join('/')}`;
    }
    async connect(url, credential) {
        const { ContainerClient } = await Promise.all(/* import() */[__webpack_require__.e(818), __webpack_require__.e(738), __webpack_require__.e(76), __webpack_require__.e(25)]).then(__webpack_require__.bind(__webpack_require__, 81025));
        return new ContainerClient(url, credential);
    }
}
function asBlob({ name, properties }) {
    const { etag, contentLength = 0, contentMD5 = null, copyStatus } = properties;
    return {
        /** Not percent-encoded. */
        name,
        /** In quotes, as every other answer has it; a list leaves them out. */
        etag: `"${etag.replaceAll('"', '')}"`,
        /** In bytes. */
        length: contentLength,
        /** The blob's own MD5, if it has one. */
        md5: contentMD5,
        /** Whether its bytes are there: those of a copy that goes on or has failed are not. */
        whole: contentLength > 0 && (copyStatus === undefined || copyStatus === 'success'),
    };
}

;// CONCATENATED MODULE: ./src/wait/notification.ts
/**
 * The messages that Custom Vision writes to the queue of an integrated project.
 * Source: the guide "Integrate Azure storage for notifications and backup". It prints `Content`, and does not say
 * whether the text is base64, and of which encoding: either case of the member, UTF-8 and UTF-16 are accepted.
 */

/**
 * Reads a queue message.
 * @returns `undefined` for everything that is no notification: somebody else's work
 */
function parseNotification(text) {
    const { type, ...message } = parseJson(text) ?? parseJson(notification_decoded(Buffer.from(text, 'base64'))) ?? {};
    const content = members(message.Content ?? message.content);
    const [projectId, iterationId] = [guidOf(content?.projectId), guidOf(content?.iterationId)];
    if (type === 'ConnectionTest' && projectId !== undefined) {
        return { type, projectId };
    }
    if (projectId === undefined || iterationId === undefined) {
        return undefined;
    }
    if (type === 'Training') {
        return { type, projectId, iterationId };
    }
    const modelUri = typeof content?.modelUri === 'string' ? content.modelUri : null;
    return type === 'Export' ? { type, projectId, iterationId, modelUri } : undefined;
}
const UTF_8 = new TextDecoder();
const UTF_16_LE = new TextDecoder('utf-16le');
const UTF_16_BE = new TextDecoder('utf-16be');
/** In UTF-16, one byte of the brace that JSON begins with is zero; or the byte order mark before it tells. */
function notification_decoded(bytes) {
    const [first, second] = bytes;
    if (second === 0 || (first === 0xff && second === 0xfe)) {
        return UTF_16_LE.decode(bytes);
    }
    return (first === 0 || (first === 0xfe && second === 0xff) ? UTF_16_BE : UTF_8).decode(bytes);
}
function parseJson(text) {
    // Most of what is no notification is no object either; to throw and catch an error for each would cost the most.
    if (!/^\s*\{/.test(text)) {
        return undefined;
    }
    try {
        // A byte order mark counts as a blank here.
        return members(JSON.parse(text.trim()));
    }
    catch {
        // Not JSON: another encoding, or somebody else's message.
        return undefined;
    }
}
function members(value) {
    return typeof value === 'object' && value !== null ? value : undefined;
}

;// CONCATENATED MODULE: ./src/wait/pace.ts
const SHORTEST_PAUSE_MS = 500;
const pace_LONGEST_PAUSE_MS = 5_000;
/** A random share of the pause, by which it is longer or shorter. */
const SPREAD = 0.2;
const LONGEST_SLOW_PAUSE_MS = 30_000;
const MOST_SLOWDOWN = 32;
/** The longest pause between two looks of a wait that has lasted for `waitedMs`, if nothing slows it down. */
function longestPauseMs(waitedMs) {
    return idealMs(waitedMs) * (1 + SPREAD);
}
/** The pause before it is spread. */
function idealMs(waitedMs) {
    const ideal = 90 * Math.sqrt(Math.max(0, waitedMs) / 1_000);
    return Math.min(pace_LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, ideal));
}
class Pace {
    slowdown = 1;
    /** The first message of the last view, if that was full. */
    frontOfCrowd;
    crowdMoves = false;
    /** Whether the queue gave trouble lately. */
    get slowed() {
        return this.slowdown > 1;
    }
    looked(view) {
        this.slowdown = Math.max(1, 0.9 * this.slowdown);
        const front = view.full ? view.messages[0]?.id : undefined;
        this.crowdMoves = this.frontOfCrowd !== undefined && front !== undefined && front !== this.frontOfCrowd;
        this.frontOfCrowd = front;
    }
    refused() {
        this.slowdown = Math.min(MOST_SLOWDOWN, 2 * this.slowdown);
    }
    /**
     * How long to pause before the next look.
     * @param random 0\u20131, spreads the looks of many runs
     */
    pauseMs(waitedMs, random) {
        const ideal = this.crowdMoves && !this.slowed ? SHORTEST_PAUSE_MS : idealMs(waitedMs);
        const pause = ideal * (1 - SPREAD + 2 * SPREAD * random);
        return Math.min(LONGEST_SLOW_PAUSE_MS, pause * this.slowdown);
    }
}

;// CONCATENATED MODULE: ./src/wait/own-messages.ts


/** Rule 3: how long other runs that wait for the same iteration get to see a message of ours. */
const KEEP_MS = 10_000;
/** Rule 3: at the end of a run they get as long as they pause at most, and this for their look itself. */
const LOOK_MS = 500;
class OwnMessages {
    /**
     * Whether the run may leave what it waits for to a later one. It then leaves the messages about whatever it has not
     * seen the end of, too: they are how that one comes about.
     */
    leavesUnended = false;
    clock;
    claimed = [];
    subscriptions = [];
    /** By the id of the message. */
    heard = new Map();
    /** What the texts say that were seen last: in a wait of hours, those of others are seen thousands of times. */
    read = new Map();
    constructor(clock) {
        this.clock = clock;
    }
    /** From now on, notifications that match are ours: they are heard, and cleared away by the end of the run. */
    claim(isOurs) {
        this.claimed.push(isOurs);
    }
    /**
     * Claims notifications of which at least one is expected: at its end, the run looks for it a little longer.
     * @param since when the training or export began, in milliseconds since the epoch: no run has waited for longer
     * @returns a subscription to those that the run hears from now on
     */
    expect(isOurs, since = this.clock.now()) {
        this.claim(isOurs);
        const subscription = new Subscription(isOurs, since);
        this.subscriptions.push(subscription);
        return subscription;
    }
    /** Whether anything was claimed. */
    get any() {
        return this.claimed.length > 0;
    }
    /** How many notifications the run expected. */
    get expected() {
        return this.subscriptions.length;
    }
    /** How many of these it has not heard. */
    get missing() {
        return this.subscriptions.filter(({ isOurs }) => !this.notifications.some(isOurs)).length;
    }
    /** Every notification heard so far, the oldest first. */
    get notifications() {
        return [...this.heard.values()];
    }
    /** Whether the run has heard a message, which is ours then. */
    has({ id }) {
        return this.heard.has(id);
    }
    /** Rule 1: hears what is ours, each message once, so that a forged or early one wakes the run only once. */
    hear(messages) {
        const { read } = this;
        this.read = new Map();
        for (const { id, text, insertedAt } of messages) {
            const ours = read.has(text) ? read.get(text) : parseNotification(text);
            this.read.set(text, ours);
            if (ours !== undefined && this.claimed.some((isOurs) => isOurs(ours)) && !this.heard.has(id)) {
                this.heard.set(id, { ...ours, insertedAt, firstSeen: this.clock.now() });
                this.subscriptions.forEach((subscription) => {
                    subscription.deliver(ours);
                });
            }
        }
    }
    /** Whether a message is ours and the run may clear it away before its end: in a full view at once, as it hides others. */
    isDue({ id }, { full }) {
        const ours = this.heard.get(id);
        return (ours !== undefined && (full || (this.clock.now() - ours.firstSeen >= KEEP_MS && !this.isLeft(ours))));
    }
    isLeft(ours) {
        return this.leavesUnended && this.subscriptions.some(({ ended, isOurs }) => !ended && isOurs(ours));
    }
    /**
     * How much longer this run leaves a message at its end, in milliseconds: another run may wait for the same, and gets
     * the time to see what has only just arrived; of a flood that fills the whole view none, as more of it stands behind.
     * @returns `undefined` if it is not ours to clear
     */
    restMs({ id }, { queueTime, full, messages }) {
        const ours = this.heard.get(id);
        if (ours !== undefined && this.isLeft(ours)) {
            return undefined;
        }
        if (ours === undefined || (full && messages.every((message) => this.has(message)))) {
            return ours && 0;
        }
        const began = this.subscriptions.filter(({ isOurs }) => isOurs(ours)).map(({ since }) => since);
        if (began.length === 0) {
            // It is not known how long others have waited for that, and so how seldom they look.
            return ours.insertedAt + KEEP_MS - queueTime;
        }
        const now = this.clock.now();
        return ours.firstSeen + longestPauseMs(now - Math.min(...began)) + LOOK_MS - now;
    }
}
/**
 * Tells one wait of a run that a notification of its own has arrived. All waits of a run share their looks, so one wait
 * may hear what another waits for.
 */
class Subscription {
    isOurs;
    /** When the training or export began, in milliseconds since the epoch: no run has waited for longer. */
    since;
    /** Whether the service has said that it has ended. */
    ended = false;
    arrival = new AbortController();
    constructor(isOurs, since) {
        this.isOurs = isOurs;
        this.since = since;
    }
    deliver(notification) {
        if (this.isOurs(notification)) {
            this.arrival.abort();
        }
    }
    /** Whether anything has arrived since the last call. */
    take() {
        const { aborted } = this.arrival.signal;
        if (aborted) {
            this.arrival = new AbortController();
        }
        return aborted;
    }
    /**
     * Sleeps for `ms` milliseconds, or until something arrives.
     * @throws the signal's reason
     */
    async sleep(ms, clock, signal) {
        const arrived = this.arrival.signal;
        try {
            await clock.sleep(ms, AbortSignal.any([signal, arrived]));
        }
        catch (error) {
            signal.throwIfAborted();
            if (!arrived.aborted) {
                throw error;
            }
        }
    }
}

;// CONCATENATED MODULE: ./src/wait/queue-warnings.ts
/**
 * What a run says about trouble with the queue, each once.
 */


/** Rule 7 of docs/WAIT.md: after so many refused looks in a row it is not sure that notifications arrive. */
const REFUSALS_TO_WARN = 3;
/** A burst of live notifications passes within this time; a crowd that stays longer is in the way. */
const BLOCKED_TO_WARN_MS = 60_000;
const OUT_OF_REACH = 'Notification queue out of reach';
const CROWDED = 'Notification queue is crowded';
const READABLE_AGAIN = 'The notification queue can be read again; the service is still asked every minute, until a notification arrives.';
class QueueWarnings {
    queue;
    report;
    /** Titles and lines that the run has written. */
    said = new Set();
    refusals = 0;
    constructor(queue, report) {
        this.queue = queue;
        this.report = report;
    }
    looked() {
        if (this.lasting && !this.said.has(READABLE_AGAIN)) {
            this.said.add(READABLE_AGAIN);
            this.report.info(READABLE_AGAIN);
        }
        this.refusals = 0;
    }
    /** @returns whether so many looks in a row were refused that it is not sure that notifications arrive */
    refused(error) {
        this.refusals += 1;
        if (this.lasting) {
            this.once(OUT_OF_REACH, [
                'The notification queue cannot be read; the run goes on and asks the service itself every minute.',
                storageAnswer(error),
                'Next: nothing for this run; for the next one, see that the queue is there and that the runner may reach and read it.',
            ]);
        }
        return this.lasting;
    }
    /** @param forMs for how long the view has hidden what is behind it */
    async blocked({ messages, queueTime }, forMs, signal) {
        if (forMs < BLOCKED_TO_WARN_MS || this.said.has(CROWDED)) {
            return;
        }
        const count = await this.queue.count(signal).catch((error) => {
            signal.throwIfAborted();
            // A SAS may not allow to ask for the number of messages.
            this.debug('not counted', error);
            return 0;
        });
        const howMany = count > messages.length ? `About ${count}` : `At least ${messages.length}`;
        const oldest = Math.min(...messages.map(({ insertedAt }) => insertedAt));
        this.once(CROWDED, [
            `${howMany} messages stand on the notification queue, the oldest in front since ${new Date(oldest).toISOString()} (${(0,time_clock/* formatDuration */.a3)(queueTime - oldest)}). Nothing behind the first ${messages.length} can be seen; the run goes on and asks the service itself from time to time.`,
            'Next: let their consumer take them, or give the training resource a queue of its own.',
        ]);
    }
    leftBehindWork() {
        this.once('Notification left on the queue', [
            'A notification of this run stays on the queue until it expires: messages that were received before, and that are no Custom Vision notifications, stand in front of it, and receiving them again could harm their consumer.',
            'Next: give the training resource a queue of its own.',
        ]);
    }
    /**
     * @param heard how many of the notifications that were expected have arrived
     * @param taken whether messages stood on the queue that somebody had received before
     */
    unheard(heard, expected, taken) {
        // What these say explains it.
        if (!this.said.has(OUT_OF_REACH) && !this.said.has(CROWDED)) {
            this.once('No notification heard', [
                `The service said that it is done, but of ${expected} notifications that it sends to the queue in this run, the run heard ${heard}: something else takes the messages of this queue, or the service does not write to it.`,
                ...(taken
                    ? ['Messages stood there that somebody has received before (their DequeueCount is above 0).']
                    : []),
                'Next: nothing for this run; for the next ones, give the training resource a queue that nothing else receives from (no function, no other consumer), and check its roles there; until then each end is noticed late.',
            ]);
        }
    }
    mayNotReceive(error) {
        this.once('Notifications stay on the queue', [
            'This run may look at the notification queue but not receive from it: its notifications stay there until they expire.',
            storageAnswer(error),
            'Next: give the identity of this workflow the role Storage Queue Data Message Processor on the account, or make the SAS with sp=rup.',
        ]);
    }
    /** Trouble that is not worth a warning. */
    debug(what, error) {
        this.report.debug(`queue: ${what}: ${storageAnswer(error)}`);
    }
    get lasting() {
        return this.refusals >= REFUSALS_TO_WARN;
    }
    once(title, lines) {
        if (!this.said.has(title)) {
            this.said.add(title);
            this.report.warning(title, lines);
        }
    }
}

;// CONCATENATED MODULE: ./src/wait/receiver.ts
/**
 * Receiving from the shared queue without harm to its other users (rules 4, 5 and 9 of docs/WAIT.md): each receive of a
 * foreign message brings it closer to its consumer's poison queue. So a run receives only to delete its own messages
 * and to hide those that nobody claims, and gives everything else back at once.
 */


/** Rule 4: the visibility timeout of a receive bounds what a crash before the give-back costs other runs. */
const HOLD_SECONDS = 5;
/** Rule 4: work that was received this often could go to a poison queue if it were received once more. */
const WORN_DEQUEUE_COUNT = 2;
/** Rule 4: before its end, a run does not receive more claimed messages than this to reach its own. */
const MOST_IN_FRONT = 8;
class Receiver {
    /** False with a role that may receive and delete messages, but not update them: such a run puts nothing aside. */
    mayUpdate = true;
    /** False with a reader's role, which may only peek: everything stays where it is. */
    mayReceive = true;
    /** The ids of work that came along in a receive, although the peek had shown something else. */
    disturbed = new Set();
    /** How often this run has received a message, by its id. */
    received = new Map();
    queue;
    own;
    unclaimed;
    warnings;
    constructor(queue, own, unclaimed, warnings) {
        this.queue = queue;
        this.own = own;
        this.unclaimed = unclaimed;
        this.warnings = warnings;
    }
    /** How often this run itself has received a message. */
    timesReceived({ id }) {
        return this.received.get(id) ?? 0;
    }
    /**
     * Rule 5: receives and hides the unclaimed notifications that lead a full view without news for us.
     * @returns whether there is something new to see
     */
    async putAside(view, signal) {
        if (!this.mayReceive || !this.mayUpdate || this.wouldDisturb(view)) {
            return false;
        }
        // What is about to expire is not worth hiding, and would come back at once.
        const claimed = view.messages.findIndex((message) => this.unclaimed.hideSeconds(message) === 0);
        const leading = claimed < 0 ? view.messages.length : claimed;
        return leading > 0 && (await this.take(leading, () => true, signal));
    }
    /**
     * Rule 4: receives exactly up to the first of ours that is due and those that follow it without a gap, and deletes
     * what is due.
     * @param force also if many claimed messages stand in front
     * @returns whether anything was received
     */
    async clear(view, isDue, signal, force = false) {
        const index = view.messages.findIndex(isDue);
        if (index < 0 || !this.mayReceive) {
            return false;
        }
        const front = view.messages.slice(0, index).filter((message) => !this.own.has(message));
        if (front.some(isWorn) || this.wouldDisturb(view)) {
            this.warnings.leftBehindWork();
            return false;
        }
        if (!force && front.filter((message) => !this.unclaimed.has(message)).length > MOST_IN_FRONT) {
            return false;
        }
        const gap = view.messages.findIndex((message, at) => at > index && !isDue(message));
        const end = gap < 0 ? view.messages.length : gap;
        return await this.take(end, isDue, signal);
    }
    /** Rule 4: the queue promises no order, so worn work that came along before may come along again. */
    wouldDisturb({ messages }) {
        return messages.some((message) => this.disturbed.has(message.id) && isWorn(message));
    }
    /**
     * Rule 9: receives only as many as a peek has just shown. Ours that are due are deleted, unclaimed ones hidden, and
     * the rest given back, each at once and whatever happens to another.
     * @returns whether this run may receive at all
     */
    async take(count, isDue, signal) {
        const held = await this.receive(count, signal);
        if (held === undefined) {
            return false;
        }
        held.forEach((message) => this.received.set(message.id, this.timesReceived(message) + 1));
        held.filter(isWork).forEach(({ id }) => this.disturbed.add(id));
        this.own.hear(held);
        const updates = await Promise.all(held.map((message) => this.letGo(message, isDue)));
        // One message that was updated outweighs those of the same receive whose update was refused.
        this.mayUpdate = updates.includes(true) || (this.mayUpdate && !updates.includes(false));
        return true;
    }
    /** @returns whether the run may update messages; `undefined` if this one does not tell */
    async letGo(message, isDue) {
        const ours = this.own.has(message);
        try {
            if (ours && isDue(message)) {
                await this.queue.delete(message);
                return undefined;
            }
            await this.queue.release(message, ours ? 0 : this.unclaimed.hideSeconds(message));
            return true;
        }
        catch (error) {
            // The message becomes visible again by itself when the hold ends.
            this.warnings.debug('a held message was not let go', error);
            return (0,connection_errors/* statusCode */.se)(error) === 403 ? false : undefined;
        }
    }
    async receive(count, signal) {
        try {
            return await this.queue.receive(count, HOLD_SECONDS, signal);
        }
        catch (error) {
            // A peek was answered just now: the queue is within reach, and every message in it can be heard.
            if ((0,connection_errors/* errorCode */.CA)(error) !== 'AuthorizationPermissionMismatch') {
                throw error;
            }
            this.mayReceive = false;
            this.warnings.mayNotReceive(error);
            return undefined;
        }
    }
}
/** Somebody's work that was received before: a consumer may give up on it after a few more. */
function isWorn(message) {
    return message.dequeueCount >= WORN_DEQUEUE_COUNT && isWork(message);
}
function isWork(message) {
    return parseNotification(message.text) === undefined;
}

;// CONCATENATED MODULE: ./src/wait/unclaimed.ts
/**
 * Which foreign notifications nobody claims (rule 5 of docs/WAIT.md). A run that waits for a notification clears it
 * soon after it has appeared. One that stays in view, or is old, was left behind by a run that died, or is of a
 * training that nobody waits for. Work, which is everything that is no notification, is never unclaimed: its consumer
 * may just be slow.
 */

/** Rule 5: how long a notification has to stand in our views without a break. */
const UNCLAIMED_AFTER_MS = 30_000;
/** Rule 5: a notification that is older than this by the queue's own clock is unclaimed at first sight. */
const STALE_AFTER_MS = 3_600_000;
const LEAST_HIDDEN_MS = 15 * 60_000;
const MOST_HIDDEN_MS = 60 * 60_000;
class Unclaimed {
    /** First sight of each message of the last view, by our own clock. */
    since = new Map();
    queueTime = 0;
    now = 0;
    see({ messages, queueTime }, now) {
        this.since = new Map(messages.map(({ id }) => [id, this.since.get(id) ?? now]));
        this.queueTime = queueTime;
        this.now = now;
    }
    /** Whether nobody claims a message. @param message one that is not ours */
    has(message) {
        if (parseNotification(message.text) === undefined) {
            return false;
        }
        const since = this.since.get(message.id) ?? this.now;
        return this.now - since >= UNCLAIMED_AFTER_MS || this.queueTime - message.insertedAt > STALE_AFTER_MS;
    }
    /**
     * For how long a message is hidden: an unclaimed one as long as it has lived, at least 15 minutes and at most an
     * hour, so that somebody who comes for it after all finds it, and never past its expiry.
     * @returns whole seconds; 0 for one that is claimed or about to expire
     */
    hideSeconds(message) {
        if (!this.has(message)) {
            return 0;
        }
        const age = this.queueTime - message.insertedAt;
        const wanted = Math.min(MOST_HIDDEN_MS, Math.max(LEAST_HIDDEN_MS, age));
        // The queue's clock shows whole seconds, and the request takes some time.
        const life = message.expiresAt - this.queueTime - 5_000;
        return Math.max(0, Math.floor(Math.min(wanted, life) / 1_000));
    }
}

;// CONCATENATED MODULE: ./src/wait/inbox.ts







/** One look puts aside at most this many times, so a queue of more than a few thousand messages takes several looks. */
const MOST_ROUNDS = 100;
/** The looks at the end of a run. They are at most a second apart, so that others get the time to see each message. */
const CLOSING_LOOKS = 40;
const CLOSING_PAUSE_MS = 1_000;
/** While an expected notification is missing, this many more looks follow one that shows nothing of ours. */
const CLOSING_LOOKS_FOR_MISSING = 2;
class Inbox extends OwnMessages {
    /** False after anything that makes it doubtful that notifications arrive in this run; true after each that arrives. */
    proven = true;
    /** Whether a wait has ended because the service said so, and not a notification. */
    endedUnheard = false;
    /** Since when the view is full and shows nothing new of ours, so that what is behind it cannot be seen. */
    blockedSince;
    /** When the last look has ended, whichever wait of the run made it. */
    lookedAt = -Infinity;
    /** How many looks there were. */
    lookCount = 0;
    /** How often to look. */
    pace = new Pace();
    queue;
    warnings;
    unclaimed = new Unclaimed();
    receiver;
    /** The ids of messages that somebody else had received when a look showed them. */
    taken = new Set();
    /** What the last look has shown, in words, until a wait has told it. */
    sight;
    /**
     * Peeks, puts aside what stands in the way, and clears away what is due. Concurrent looks share one.
     * @returns ours that were not heard before: none if the queue gives trouble, which is reported once
     * @throws only the signal's reason
     */
    look = singleFlight((signal) => this.lookNow(signal).finally(() => {
        this.lookedAt = this.clock.now();
    }));
    constructor(queue, clock, report) {
        super(clock);
        this.queue = queue;
        this.warnings = new QueueWarnings(queue, report);
        this.receiver = new Receiver(queue, this, this.unclaimed, this.warnings);
    }
    /** Whether the service should be asked often, because a notification may not arrive or not be seen. */
    get doubtful() {
        return !this.proven || this.pace.slowed;
    }
    /** Writes a debug line about what the last look has shown, once. @param pauseMs until the next one */
    tellSight(pauseMs, report) {
        if (this.sight !== undefined) {
            report.debug(`queue: next look in ${Math.round(pauseMs)} ms; ${this.sight}`);
            this.sight = undefined;
        }
    }
    async lookNow(signal) {
        this.lookCount += 1;
        const before = this.notifications.length;
        const heard = () => this.notifications.slice(before);
        const blocks = (view) => view.full && heard().length === 0;
        try {
            let view = await this.peek(signal);
            for (let round = 1; round < MOST_ROUNDS && blocks(view); round += 1) {
                if (!(await this.receiver.putAside(view, signal))) {
                    break;
                }
                view = await this.peek(signal);
            }
            this.pace.looked(view);
            this.warnings.looked();
            this.sight = this.inWords(view);
            // A message of ours that was heard before and could not be cleared away hides what is behind it like any other.
            this.blockedSince = blocks(view) ? (this.blockedSince ?? this.clock.now()) : undefined;
            if (this.blockedSince !== undefined) {
                await this.warnings.blocked(view, this.clock.now() - this.blockedSince, signal);
            }
            await this.receiver.clear(view, (message) => this.isDue(message, view), signal);
        }
        catch (error) {
            signal.throwIfAborted();
            this.pace.refused();
            this.sight = storageAnswer(error);
            if (this.warnings.refused(error)) {
                // The service may have failed to write meanwhile: from now on, only a notification proves that they arrive.
                this.proven = false;
            }
        }
        return heard();
    }
    /**
     * Rule 3: clears away everything of ours that a few looks show. Every run calls this at its end, also a failed one, so
     * it never throws.
     */
    async close(signal) {
        let looksLeft = this.any ? CLOSING_LOOKS : 0;
        let looksInVain = 0;
        try {
            for (; looksLeft > 0; looksLeft -= 1) {
                const view = await this.peek(signal);
                const restMs = (message) => this.restMs(message, view) ?? NaN;
                if (await this.receiver.clear(view, (message) => restMs(message) <= 0, signal, true)) {
                    continue;
                }
                const rests = view.messages.map(restMs).filter((ms) => ms > 0);
                looksInVain += rests.length === 0 ? 1 : 0;
                if (rests.length === 0 && looksInVain > (this.missing > 0 ? CLOSING_LOOKS_FOR_MISSING : 0)) {
                    break;
                }
                await this.clock.sleep(Math.min(CLOSING_PAUSE_MS, ...rests), signal);
            }
        }
        catch (error) {
            this.warnings.debug('not cleared', error);
        }
        if (this.endedUnheard && this.missing > 0) {
            // What is ours may have been claimed after it was seen.
            const taken = [...this.taken].some((id) => !this.has({ id }));
            this.warnings.unheard(this.expected - this.missing, this.expected, taken);
        }
    }
    /** Rule 1: hears at once what is ours in the view. */
    async peek(signal) {
        const view = await this.queue.peek(signal);
        this.hear(view.messages);
        this.unclaimed.see(view, this.clock.now());
        for (const message of view.messages) {
            if (message.dequeueCount > this.receiver.timesReceived(message)) {
                this.taken.add(message.id);
            }
        }
        return view;
    }
    inWords({ messages, full }) {
        const ours = messages.filter((message) => this.has(message)).length;
        const oldest = Math.min(...messages.map(({ insertedAt }) => insertedAt));
        const date = messages.length === 0 ? '' : `, oldest ${new Date(oldest).toISOString()}`;
        return `${messages.length} visible${full ? ' or more' : ''}, ${ours} ours${date}`;
    }
}

;// CONCATENATED MODULE: ./src/storage/queue.ts



/** A peek or a receive returns at most this many messages (Azure Storage queues). */
const VIEW_SIZE = 32;
/**
 * A cancelled run has no more time than this to delete and release what it holds. A message that it does not release
 * becomes visible again by itself, when its visibility timeout ends.
 */
const RELEASE_TIMEOUT_MS = 1_000;
const RECEIVE_GRACE_MS = 300;
/** Every method throws the SDK's RestError (`code`, `statusCode`), and the signal's reason when aborted. */
class AzureQueue extends StorageClient {
    limitMs = 15_000;
    async peek(signal) {
        const { peekedMessageItems, date } = await this.request(signal, (client, abortSignal) => client.peekMessages({ numberOfMessages: VIEW_SIZE, abortSignal }));
        const messages = peekedMessageItems.map(asMessage);
        return { messages, full: messages.length === VIEW_SIZE, queueTime: date?.getTime() ?? Date.now() };
    }
    /** About how many messages the queue holds, hidden ones included. Azure promises no exact number. */
    async count(signal) {
        const properties = await this.request(signal, (client, abortSignal) => client.getProperties({ abortSignal }));
        return properties.approximateMessagesCount ?? 0;
    }
    /** Receives up to `count` messages and hides them for `holdSeconds`. */
    async receive(count, holdSeconds, signal) {
        const options = { numberOfMessages: count, visibilityTimeout: holdSeconds };
        // A cancelled run still awaits the answer for a moment: it can release only messages whose pop receipts it has.
        const { receivedMessageItems } = await withGrace((late) => this.request(late, (client, abortSignal) => client.receiveMessages({ ...options, abortSignal })), RECEIVE_GRACE_MS, this.clock, signal);
        return receivedMessageItems.map((item) => ({ ...asMessage(item), popReceipt: item.popReceipt }));
    }
    /** @returns false if somebody else has received or deleted it by now */
    async delete({ id, popReceipt }) {
        return await this.letGo((client, abortSignal) => client.deleteMessage(id, popReceipt, { abortSignal }));
    }
    /** Makes a held message visible again after so many seconds. @returns as `delete` does */
    async release({ id, popReceipt }, hiddenSeconds) {
        return await this.letGo((client, abortSignal) => client.updateMessage(id, popReceipt, undefined, hiddenSeconds, { abortSignal }));
    }
    async connect(url, credential) {
        const { QueueClient } = await Promise.all(/* import() */[__webpack_require__.e(818), __webpack_require__.e(738), __webpack_require__.e(76), __webpack_require__.e(925)]).then(__webpack_require__.bind(__webpack_require__, 62925));
        return new QueueClient(url, credential, { retryOptions: { maxTries: 1 } });
    }
    /** A cancelled run lets go of its messages as well, so no signal of the run ends this. */
    async letGo(send) {
        try {
            await this.request(new AbortController().signal, send, RELEASE_TIMEOUT_MS);
            return true;
        }
        catch (error) {
            // The pop receipt is no longer valid: somebody else has received or deleted the message.
            if (['PopReceiptMismatch', 'MessageNotFound'].includes((0,connection_errors/* errorCode */.CA)(error) ?? '')) {
                return false;
            }
            throw error;
        }
    }
}
function asMessage(item) {
    return {
        id: item.messageId,
        text: item.messageText,
        /** By the queue's clock, in milliseconds since the epoch. */
        insertedAt: item.insertedOn.getTime(),
        /** By the queue's clock, too. */
        expiresAt: item.expiresOn.getTime(),
        dequeueCount: item.dequeueCount,
    };
}

;// CONCATENATED MODULE: ./src/services.ts
/**
 * The world outside of a run: everything that `run` talks to, so that it can run anywhere.
 */











/**
 * The real ones. The client of the training API is all that is loaded here; the rest comes when it is first used.
 * @param signal ends every request
 */
async function createServices(inputs, outputs, env, signal) {
    const { api, login, resource, patience } = await connection_connect(inputs, { env, signal, leastRole: 'Trainer' });
    const [clock, report, random] = [time_clock/* systemClock */.ml, runnerReport, Math.random];
    const credentialFor = (uri) => storageCredential(uri, inputs.storageAccountKey, login.credential);
    const queue = new AzureQueue(inputs.queue, () => credentialFor(inputs.queue), clock);
    return {
        login,
        resource,
        inProject: (projectId) => ({
            customVision: new ProjectApi(projectId, api, patience, report.mask),
            openDownload: async (uri, downloadSignal, from = 0) => {
                if (!URL.canParse(uri)) {
                    return await api.openArtifact(projectId, uri, { signal: downloadSignal, from });
                }
                const { openLink } = await Promise.all(/* import() */[__webpack_require__.e(818), __webpack_require__.e(49)]).then(__webpack_require__.bind(__webpack_require__, 19049));
                return await openLink(uri, { signal: downloadSignal, from, proxy: (0,proxies/* proxyFor */.iJ)(uri, env) });
            },
        }),
        queue,
        inbox: new Inbox(queue, clock, report),
        container: new AzureContainer(inputs.container, () => credentialFor(inputs.container)),
        artifacts: new WorkflowArtifacts(env, clock),
        workflow: () => workflowRun(env),
        env,
        clock,
        report,
        outputs,
        random,
    };
}

;// CONCATENATED MODULE: ./src/action.ts
/**
 * The root action, as the edge runs it: its inputs, the real services, and its run.
 */








const CANCELLED = new report_failure/* Failure */.HR('cancelled', 'Cancelled', [
    'The run was cancelled. What it has started at the service goes on: a training cannot be cancelled there.',
    'Next: run the workflow again, it picks up where this run stopped.',
]);
/** Runs it as a step of a job: it never rejects. */
async function trainAndExport(env) {
    const outputs = new Outputs();
    let inputs;
    let services;
    const action = {
        outputs,
        cancelled: CANCELLED,
        run: async (signal) => {
            inputs = readInputs(runnerReport.mask, env);
            services = await createServices(inputs, outputs, env, signal);
            return await run(inputs, services, signal);
        },
        goingOn: (failure) => howToGoOn(failure, inputs, outputs),
        lastLines: (status) => {
            const iterationId = outputs.get('iterationId');
            return status === 'cancelled' && iterationId !== ''
                ? [`To go on with what this run has begun: iteration-id: ${iterationId}`]
                : [];
        },
        busy: () => services?.artifacts.busy === true || services?.login.busy === true,
    };
    await runStep(action, env);
}


/***/ }),

/***/ 48966:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Qk: () => (/* binding */ notRead),
/* harmony export */   _7: () => (/* binding */ ServiceError),
/* harmony export */   fk: () => (/* binding */ serviceTrouble),
/* harmony export */   qE: () => (/* binding */ noAnswer),
/* harmony export */   x5: () => (/* binding */ refusal)
/* harmony export */ });
/* harmony import */ var _entra_sign_in_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(60780);
/* harmony import */ var _network_connection_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(15178);
/* harmony import */ var _network_foreign_answer_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(69541);
/* harmony import */ var _network_proxies_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1754);
/**
 * The one error of the clients of the training API.
 */




/** The training API refused a request, or its answer never arrived. */
class ServiceError extends Error {
    name = 'ServiceError';
    /** The API's own code, such as `BadRequestTrainingNotNeeded`; `null` where there is none. */
    code = null;
    /** Whether the answer has the form of the API's own refusals, `{code, message}`. Others are of something in between. */
    ofTheApi;
    requestId = null;
    /** For how long `Retry-After` asks to wait. */
    retryAfterMs = null;
    /** The status says success, but the body makes no sense. */
    garbled = false;
    /** The action never sent the request, because it got no token for it. */
    unsent = null;
    /** The least of Custom Vision's roles with which everything goes that the action does. */
    leastRole = 'Trainer';
    /** Set if the proxy answered or failed, not the service. */
    proxy;
    constructor({ cause, ...facts }) {
        super(`${facts.operation}: ${facts.code ?? String(facts.httpStatus ?? 'no answer')}`, { cause });
        this.ofTheApi = facts.code != null;
        Object.assign(this, facts);
    }
    /** The service may have done what the request asks for or not: the connection broke, time ran out, the service failed, or its answer is garbled. */
    get answerLost() {
        return (this.unsent === null &&
            (this.garbled || this.httpStatus === null || this.httpStatus === 408 || this.httpStatus >= 500));
    }
    /**
     * It cannot be told whether the service did what the request asks for: an answer of a gateway may hide that it did.
     * Only a refusal of the API itself says that it did not, and a 429, which comes before the API is asked.
     */
    get mayHaveActed() {
        return this.answerLost || (this.unsent === null && this.httpStatus !== 429 && !this.ofTheApi);
    }
    /** The same request may well succeed later. */
    get transient() {
        return this.unsent === 'for now' || this.answerLost || this.httpStatus === 429;
    }
}
/**
 * The error of a request that the action had no token for, that no answer arrived to, or none that the HTTP client can
 * read.
 * @param proxy the one on the way to the service
 */
function noAnswer(operation, proxy, cause) {
    const signIn = cause instanceof _entra_sign_in_error_js__WEBPACK_IMPORTED_MODULE_0__/* .SignInError */ .J ? cause : null;
    const httpStatus = (0,_network_connection_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .statusCode */ .se)(cause) ?? null;
    return new ServiceError({
        operation,
        httpStatus,
        detail: cause instanceof Error ? cause.message : String(cause),
        garbled: httpStatus !== null && httpStatus < 300,
        unsent: signIn && (signIn.transient ? 'for now' : 'for good'),
        proxy: signIn === null && (0,_network_proxies_js__WEBPACK_IMPORTED_MODULE_3__/* .isTroubleOfProxy */ .Vn)(cause) ? proxy : undefined,
        cause,
    });
}
/** A service error on half a line, without foreign text: `GetProject was answered 503`. */
function serviceTrouble({ operation, httpStatus, code, unsent, cause }) {
    if (unsent !== null) {
        return `${operation} was not sent, for want of a token`;
    }
    if (httpStatus === null) {
        return `${operation} was not answered`;
    }
    if (cause instanceof _network_foreign_answer_js__WEBPACK_IMPORTED_MODULE_2__/* .ForeignAnswer */ .J6) {
        return `to ${operation}, something else answered for ${cause.host}: ${httpStatus}`;
    }
    return `${operation} was answered ${httpStatus}${code === null ? '' : ` ${code}`}`;
}
/** Says that the action could not read what would only have explained more. @param what begins the sentence */
function notRead(what, error) {
    return `${what} could not be read${error instanceof ServiceError ? `: ${serviceTrouble(error)}` : ''}.`;
}
/** What a refusal says: `{code, message}` from the API, `{error: {code, message}}` from the gateway before it. */
function refusal(body) {
    const outer = member(body, 'error') ?? body;
    const found = member(outer, 'code');
    const code = typeof found === 'string' && /^[A-Za-z]+$/.test(found) ? found : null;
    const message = member(outer, 'message') ?? body;
    return {
        code,
        detail: typeof message === 'string' ? message : JSON.stringify(body ?? ''),
        ofTheApi: code !== null && outer === body && typeof member(body, 'message') === 'string',
    };
}
function member(value, name) {
    return typeof value === 'object' && value !== null ? value[name] : undefined;
}


/***/ }),

/***/ 88492:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EN: () => (/* binding */ isRegional),
/* harmony export */   hH: () => (/* binding */ cloudOf),
/* harmony export */   pc: () => (/* binding */ isKnownAuthority)
/* harmony export */ });
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
/** @param endpoint origin of the training endpoint */
function cloudOf(endpoint) {
    const { hostname } = new URL(endpoint);
    const label = ['us', 'cn'].find((one) => hostname.endsWith(`.${one}`)) ?? 'com';
    return { ...CLOUDS[label], scope: `https://cognitiveservices.azure.${label}/.default` };
}
/**
 * Whether the endpoint is that of a whole region, `REGION.api.cognitive.microsoft.com`, and not of one resource: it
 * takes keys only.
 */
function isRegional(endpoint) {
    return /^https:\/\/[^./]+\.api\.cognitive\./.test(endpoint);
}
/** What Azure's libraries ask in place of China's authority host. */
const CHINA_TOKENS = 'https://login.partner.microsoftonline.cn';
/** Whether a host is known to give tokens for one of the clouds. */
function isKnownAuthority(host) {
    const known = Object.values(CLOUDS).map(({ authorityHost }) => authorityHost);
    return [...known, CHINA_TOKENS].includes(host.replace(/\/$/, '').toLowerCase());
}


/***/ }),

/***/ 60780:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ SignInError),
/* harmony export */   V: () => (/* binding */ signInFailure)
/* harmony export */ });
/* harmony import */ var _report_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3304);
/**
 * The error of a login: without a token, no request goes to the service that the token is for.
 */

/** There is no token, so nothing was sent to the service that it is for. */
class SignInError extends Error {
    name = 'SignInError';
    /** `AADSTS\u2026`, or Node's code of a connection that did not come about. */
    code;
    /** The same may well succeed later. */
    transient;
    /** Who said what, in safe lines, and what to do next. */
    lines;
    constructor({ said, code, transient, lines }, cause) {
        super(said, { cause });
        this.code = code;
        this.transient = transient;
        this.lines = lines;
    }
}
/** @param doing what it was needed for, such as "read the queue \u2026" */
function signInFailure(doing, error) {
    const lines = [`Could not ${doing}: there is no token for it.`, ...error.lines];
    return new _report_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR('failed', 'No login to Azure', lines, { cause: error });
}


/***/ }),

/***/ 78204:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   g: () => (/* binding */ given),
/* harmony export */   j: () => (/* binding */ chosenCredentials)
/* harmony export */ });
/**
 * Variables of the environment. A variable with an empty value counts as one that is not set.
 */
/** @returns `undefined` for a variable that is empty or not set */
function given(value) {
    return value === '' ? undefined : value;
}
/** What AZURE_TOKEN_CREDENTIALS chooses of Azure's own chain of credentials, in lower case; empty: all of it. */
function chosenCredentials(env) {
    return (env.AZURE_TOKEN_CREDENTIALS ?? '').trim().toLowerCase();
}


/***/ }),

/***/ 94813:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ boundAnswers),
/* harmony export */   T: () => (/* binding */ boundedAnswers)
/* harmony export */ });
/* harmony import */ var _time_clock_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(33355);
/* harmony import */ var _discard_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(51536);
/* harmony import */ var _foreign_answer_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(69541);



const MEBIBYTE = 1_024 * 1_024;
/** The longest list of the training API has some hundred kilobytes, a full view of a queue two megabytes. */
const LONGEST_ANSWER_BYTES = 16 * MEBIBYTE;
/** Of a refusal, only the words are of use. */
const LONGEST_REFUSAL_BYTES = MEBIBYTE / 16;
/** A refusal that is not whole by then counts as it is. */
const REFUSAL_MS = 5_000;
/** Puts the policy after everything else, beside the network, so that nothing acts on another's answer. */
function boundAnswers(pipeline, judge) {
    pipeline.addPolicy(boundedAnswers(judge), { afterPhase: 'Sign' });
}
/** The policy; what the caller wants to read as a stream is left to it. */
function boundedAnswers(judge) {
    return {
        name: 'boundedAnswers',
        async sendRequest(request, next) {
            const { streamResponseStatusCodes: streamed, timeout } = request;
            if (streamed?.has(Infinity) === true) {
                return await next(request);
            }
            const limit = new Limit();
            // The client's own limit ends with the headers of the answer.
            limit.endIn(timeout > 0 ? timeout : Infinity);
            request.streamResponseStatusCodes = new Set([Infinity]);
            try {
                const answer = await next(request);
                const isStream = streamed?.has(answer.status) === true;
                const text = isStream ? null : await readInto(answer, limit);
                const header = (name) => answer.headers.get(name);
                const wrong = judge({ url: request.url, httpStatus: answer.status, header, text });
                if (wrong !== undefined) {
                    (0,_discard_js__WEBPACK_IMPORTED_MODULE_2__/* .discard */ .v)(answer.readableStreamBody);
                    throw new _foreign_answer_js__WEBPACK_IMPORTED_MODULE_1__/* .ForeignAnswer */ .J6(new URL(request.url).host, answer.status, wrong);
                }
                return answer;
            }
            finally {
                limit.lift();
                Object.assign(request, { streamResponseStatusCodes: streamed });
            }
        },
    };
}
/** Ends what is read after the shortest of some times. */
class Limit {
    late = new AbortController();
    lifted = new AbortController();
    get signal() {
        return this.late.signal;
    }
    endIn(ms) {
        if (ms < Infinity) {
            _time_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .systemClock */ .ml.sleep(ms, this.lifted.signal).then(() => {
                this.late.abort();
            }, 
            // It was lifted first.
            () => undefined);
        }
    }
    lift() {
        this.lifted.abort();
    }
}
/** Puts the text of an answer where the clients look for it. */
async function readInto(answer, limit) {
    const { status, request } = answer;
    const stream = answer.readableStreamBody;
    if (stream === undefined) {
        return '';
    }
    delete answer.readableStreamBody;
    const isRefusal = status >= 300;
    const most = isRefusal ? LONGEST_REFUSAL_BYTES : LONGEST_ANSWER_BYTES;
    limit.endIn(isRefusal ? REFUSAL_MS : Infinity);
    const body = { chunks: [], bytes: 0 };
    try {
        await read(stream, body, most, limit.signal);
    }
    catch (error) {
        // The status and the beginning of a refusal tell enough.
        if (!isRefusal || request.abortSignal?.aborted === true) {
            throw error;
        }
        body.bytes = Infinity;
    }
    const isCut = body.bytes > most;
    if (isCut && !isRefusal) {
        throw new _foreign_answer_js__WEBPACK_IMPORTED_MODULE_1__/* .ForeignAnswer */ .J6(new URL(request.url).host, status, `more than ${most / MEBIBYTE} MiB`);
    }
    if (isCut) {
        // What is cut off is no JSON and no XML any more.
        answer.headers.set('content-type', 'text/plain');
    }
    const text = Buffer.concat(body.chunks).subarray(0, most).toString('utf8');
    answer.bodyAsText = text;
    return text;
}
/** Reads until there are more than `most` bytes. @throws AbortError when ended; what the stream says */
async function read(stream, into, most, signal) {
    const end = () => {
        stream.destroy(Object.assign(new Error('the answer did not end in time'), { name: 'AbortError' }));
    };
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) {
        end();
    }
    try {
        // To leave the loop destroys the stream, and with it the connection.
        for await (const chunk of stream) {
            into.chunks.push(chunk);
            into.bytes += chunk.length;
            if (into.bytes > most) {
                break;
            }
        }
    }
    finally {
        signal.removeEventListener('abort', end);
    }
}


/***/ }),

/***/ 15178:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B0: () => (/* binding */ networkAdvice),
/* harmony export */   C1: () => (/* binding */ timedOutIfAborted),
/* harmony export */   CA: () => (/* binding */ errorCode),
/* harmony export */   Dm: () => (/* binding */ isTransientStatus),
/* harmony export */   Ry: () => (/* binding */ LATER),
/* harmony export */   ps: () => (/* binding */ causes),
/* harmony export */   qD: () => (/* binding */ noAnswerInTime),
/* harmony export */   se: () => (/* binding */ statusCode),
/* harmony export */   xj: () => (/* binding */ isOfCertificate)
/* harmony export */ });
/* unused harmony export ADVICE */
/**
 * What an error of a request tells: Node's code of a connection that did not come about, with what to do about it, or
 * the HTTP status of the answer.
 */
/** The next step after trouble that passes. */
const LATER = 'run again later; a training that was started is picked up';
const UNTRUSTED = 'the certificate is not trusted: give its authority in NODE_EXTRA_CA_CERTS';
const OUT_OF_TIME = 'the certificate of the host is not valid at this time: check the clock of the runner, and any proxy in between';
const ADVICE = new Map(Object.entries({
    ENOTFOUND: 'the host name is not known: check its spelling, and that the runner can resolve it',
    EAI_AGAIN: 'the host name could not be resolved just now: run again, or check the DNS of the runner',
    ECONNREFUSED: 'nothing accepts connections there: check host and port, and any firewall in between',
    ECONNRESET: 'the connection was cut: run again, or check any proxy or firewall in between',
    ETIMEDOUT: 'nothing answered in time: check any proxy or firewall in between; a private endpoint answers in its own network only, to a self-hosted runner there',
    DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
    SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
    ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is of another host: check the host name, and any proxy in between',
    CERT_HAS_EXPIRED: OUT_OF_TIME,
    CERT_NOT_YET_VALID: OUT_OF_TIME,
    EPROTO: 'the host does not speak TLS at that port: check scheme and port',
}));
/** Whether an error is about a certificate: that is no better a moment later. */
function isOfCertificate(error) {
    return [UNTRUSTED, OUT_OF_TIME, ADVICE.get('ERR_TLS_CERT_ALTNAME_INVALID')].includes(networkAdvice(error));
}
/** Node's or the SDK's code of an error, such as `ENOTFOUND` or `QueueNotFound`. */
function errorCode(error) {
    const { code } = Object(error);
    return typeof code === 'string' ? code : undefined;
}
/** The HTTP status in an error of Azure's SDKs; `undefined` where no answer arrived. */
function statusCode(error) {
    const { statusCode: status } = Object(error);
    return typeof status === 'number' ? status : undefined;
}
/** Whether the same request may well succeed later: it took too long, there were too many, or the server failed. */
function isTransientStatus(status) {
    return status === 408 || status === 429 || status >= 500;
}
/** An error that says that nothing answered in time, with the code that Node gives it. */
function noAnswerInTime(text, cause) {
    return Object.assign(new Error(text, cause === undefined ? {} : { cause }), { code: 'ETIMEDOUT' });
}
/** Replaces what Azure's clients say of a request that took too long: only that it was aborted. */
function timedOutIfAborted(error, text) {
    return error instanceof Error && error.name === 'AbortError' ? noAnswerInTime(text, error) : error;
}
/** The error, what caused it, and the errors that it joins, the outermost first. */
function causes(error) {
    if (!(error instanceof Error)) {
        return [];
    }
    const joined = 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
    return [error, ...[error.cause, ...joined].flatMap(causes)];
}
/** What to do about a connection that did not come about; `undefined` if neither the error nor its cause has such a code. */
function networkAdvice(error) {
    const advice = causes(error).map((cause) => ADVICE.get(errorCode(cause) ?? ''));
    return advice.find((next) => next !== undefined);
}


/***/ }),

/***/ 51536:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   v: () => (/* binding */ discard)
/* harmony export */ });
/** Read to its end, a body without end would keep the process alive; its errors end nothing any more. */
function discard(body) {
    body?.on('error', () => undefined).destroy();
}


/***/ }),

/***/ 69541:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J6: () => (/* binding */ ForeignAnswer),
/* harmony export */   LP: () => (/* binding */ storageJudge),
/* harmony export */   WE: () => (/* binding */ passes),
/* harmony export */   X_: () => (/* binding */ noModel),
/* harmony export */   yF: () => (/* binding */ jsonJudge),
/* harmony export */   yp: () => (/* binding */ isPage)
/* harmony export */ });
/**
 * An answer of somebody else than the service that was asked: the page of a captive portal, a sign-in page, a redirect
 * to one. Its status says nothing, so every answer is judged by what it is.
 */
/** Something else answered for a host. */
class ForeignAnswer extends Error {
    name = 'ForeignAnswer';
    /** Of whom something was asked. */
    host;
    httpStatus;
    /** @param what was answered; it may hold foreign text */
    constructor(host, httpStatus, what) {
        super(`something else answered for ${host}: ${httpStatus}, ${what}`);
        this.host = host;
        this.httpStatus = httpStatus;
    }
}
/** How a page begins. */
const PAGE = /^\ufeff?\s*<(!doctype html|html|head|body|script)\b/i;
/** How JSON begins. */
const JSON_START = /^\ufeff?\s*(?:[[{"]|(?:null|true|false)\b)/;
/** The lists that storage gives. */
const LIST = /^\ufeff?\s*(?:<\?xml[^>]{0,200}\?>\s*)?<(?:QueueMessagesList|EnumerationResults)\b/;
/** The services nest a few objects in each other. To write thousands of them as JSON again would overflow the stack. */
const MOST_LEVELS = 100;
/** Of a service that answers in JSON. */
const jsonJudge = ({ httpStatus, header, text }) => redirect(httpStatus, header) ??
    (httpStatus < 300 && text !== null && text !== '' && !JSON_START.test(text) ? kindOf(header) : undefined) ??
    (isDeep(text ?? '') ? `more than ${MOST_LEVELS} levels of JSON` : undefined);
function isDeep(text) {
    let [levels, isQuoted] = [0, false];
    for (let index = 0; index < text.length && levels <= MOST_LEVELS; index += 1) {
        const character = text[index];
        if (character === '\\') {
            index += 1;
        }
        else if (character === '"') {
            isQuoted = !isQuoted;
        }
        else if (!isQuoted && (character === '[' || character === '{')) {
            levels += 1;
        }
        else if (!isQuoted && (character === ']' || character === '}')) {
            levels -= 1;
        }
    }
    return levels > MOST_LEVELS;
}
/** Of Azure Storage, which names every answer of its own by a header, and lists in XML. */
const storageJudge = ({ url, httpStatus, header, text }) => {
    const isNamed = ['x-ms-request-id', 'x-ms-version'].some((name) => header(name) !== undefined);
    const isList = httpStatus < 300 && (/[?&]comp=list\b/.test(url) || /\/messages(\?|$)/.test(url));
    const isWrong = (isList && text !== null && !LIST.test(text)) ||
        (!isNamed && !passes(httpStatus) && isPage(header, text ?? ''));
    return redirect(httpStatus, header) ?? (isWrong ? kindOf(header) : undefined);
};
/** Types of text, which no model has. The service's own type of a package is not documented. */
const TEXT = /^(text\/|application\/([\w.+-]*\+)?(xml|json|xhtml)\b)/i;
/** How a page or an error begins, after a byte order mark perhaps; a model may begin so only by chance. */
const MARKUP = /^(\xef\xbb\xbf)?\s*[<{[]/;
// eslint-disable-next-line no-control-regex -- a binary format is told from text by its control characters
const BINARY = /[\0-\x08\x0e-\x1f]/;
const LOOKED_AT = 256;
/**
 * Of bytes that are to be a model, whoever keeps them.
 * @param start as much of them as has arrived first
 * @param type what the answer calls itself
 * @returns what they are instead
 */
function noModel(start, type = '') {
    const text = start.subarray(0, LOOKED_AT).toString('latin1');
    const isText = !text.startsWith('PK') && (TEXT.test(type) || (MARKUP.test(text) && !BINARY.test(text)));
    return isText ? `text (${type || 'of no type'}), no model` : undefined;
}
function isPage(header, text) {
    return /^(text\/html|application\/xhtml)/i.test(header('content-type') ?? '') || PAGE.test(text);
}
/** Gateways before a service have pages for its trouble as well, and a proxy for a login. */
function passes(httpStatus) {
    return httpStatus >= 500 || [407, 408, 429].includes(httpStatus);
}
function redirect(httpStatus, header) {
    if (httpStatus < 300 || httpStatus >= 400 || httpStatus === 304) {
        return undefined;
    }
    const host = URL.parse(header('location') ?? '')?.host;
    return `a redirect${host === undefined ? '' : ` to ${host}`}`;
}
function kindOf(header) {
    return `an answer of the type ${header('content-type') ?? 'that it does not say'}`;
}


/***/ }),

/***/ 1754:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   SO: () => (/* binding */ githubProxyByTls),
/* harmony export */   Vn: () => (/* binding */ isTroubleOfProxy),
/* harmony export */   Wm: () => (/* binding */ proxySecrets),
/* harmony export */   ZV: () => (/* binding */ proxyAdvice),
/* harmony export */   i7: () => (/* binding */ isAnswerOfProxy),
/* harmony export */   iJ: () => (/* binding */ proxyFor),
/* harmony export */   jC: () => (/* binding */ githubProxySettings),
/* harmony export */   l2: () => (/* binding */ githubProxyFor),
/* harmony export */   wS: () => (/* binding */ proxyProblem)
/* harmony export */ });
/* harmony import */ var _actions_http_client__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(44942);
/* harmony import */ var _env_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(78204);
/* harmony import */ var _connection_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(15178);
/**
 * The proxy that requests go through. The packages that send them read it from the environment themselves: Azure's take
 * the first of HTTPS_PROXY, ALL_PROXY and HTTP_PROXY for every URL, GitHub's take the one of the URL's scheme. This file
 * says which proxy that is, what is secret of it, whether it or the service behind it has answered, and what to do.
 */



const OF_AZURE = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy', 'HTTP_PROXY', 'http_proxy'];
/** Azure's services name every answer of theirs in one of these headers: Entra ID and storage, the training API. */
const REQUEST_IDS = ['x-ms-request-id', 'apim-request-id'];
/**
 * Codes of a connection that did not come about; behind a proxy, it was the one to the proxy. The last is Azure's own,
 * for errors without a code, such as that of a proxy that hangs up.
 */
const NOT_CONNECTED = [
    'ENOTFOUND',
    'EAI_AGAIN',
    'ECONNREFUSED',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'REQUEST_SEND_ERROR',
];
/** The passwords of all proxies that are set, in every form that they travel in. */
function proxySecrets(env) {
    return OF_AZURE.flatMap((name) => {
        const value = env[name] ?? '';
        // GitHub's packages take one without a scheme as well.
        const url = urlOf(value.includes('://') ? value : `http://${value}`);
        if (url === undefined || url.password === '') {
            return [];
        }
        const [user = '', password = ''] = [url.username, url.password].map((part) => percentDecoded(part) ?? part);
        return [url.password, password, Buffer.from(`${user}:${password}`).toString('base64')];
    });
}
/** What is wrong with the variable that counts: with such values the packages fail in ways that explain nothing. */
function proxyProblem(env) {
    const { name, value = '' } = firstGiven(OF_AZURE, env) ?? {};
    if (name === undefined) {
        return undefined;
    }
    const url = urlOf(value);
    if (url === undefined || !/^https?:$/.test(url.protocol)) {
        return { name, what: 'its value (not shown) is no URL with http:// or https://' };
    }
    // A character that is not encoded may end the host too early, and the rest then counts as a path.
    const isWhole = ['', '/'].includes(url.pathname) && url.search === '' && url.hash === '';
    return isWhole && [url.username, url.password].every((part) => percentDecoded(part) !== undefined)
        ? undefined
        : { name, what: 'user or password in it (not shown) are not percent-encoded' };
}
/** The proxy by which Azure's packages reach a URL; `undefined`: none. */
function proxyFor(url, env) {
    const { hostname } = new URL(url);
    const patterns = firstGiven(['NO_PROXY', 'no_proxy'], env)?.value.split(',') ?? [];
    const isExempt = patterns
        .map((pattern) => pattern.trim())
        .some((pattern) => pattern === hostname || (pattern.startsWith('.') && `.${hostname}`.endsWith(pattern)));
    return isExempt ? undefined : first(OF_AZURE, env);
}
/** The proxy by which GitHub's packages reach a URL, as they themselves read the environment; `undefined`: none. */
function githubProxyFor(url, env) {
    const target = urlOf(url);
    if (target === undefined || (0,_actions_http_client__WEBPACK_IMPORTED_MODULE_0__/* .getProxyUrl */ .s_)(target.href) === '') {
        return undefined;
    }
    const variable = target.protocol.replace(':', '_proxy');
    return first([variable, variable.toUpperCase()], env);
}
/** That proxy, as Azure's HTTP client takes it; `undefined`: none. It holds the password. */
function githubProxySettings(url) {
    const proxy = urlOf((0,_actions_http_client__WEBPACK_IMPORTED_MODULE_0__/* .getProxyUrl */ .s_)(url));
    if (proxy === undefined) {
        return undefined;
    }
    const { protocol, hostname, port, username, password } = proxy;
    const usual = protocol === 'https:' ? 443 : 80;
    return { host: `${protocol}//${hostname}`, port: Number(port || usual), username, password };
}
/**
 * The variable by which a URL of GitHub's would go through a proxy that is itself reached by https; `undefined`: none.
 * GitHub's packages cannot do that: their `tunnel` compares the certificate of such a proxy with the name of the host
 * behind it.
 */
function githubProxyByTls(url, env) {
    const proxy = githubProxyFor(url, env);
    // They can where Node checks no certificates at all.
    return proxy?.url.startsWith('https:') === true && env.NODE_TLS_REJECT_UNAUTHORIZED !== '0'
        ? proxy.variable
        : undefined;
}
/**
 * Whether an answer is a proxy's and not that of an Azure service: only a proxy asks for a login by 407, and only a
 * service gives a request id. Callers ask it of answers to requests that went through a proxy.
 * @param header gives a header of the answer
 */
function isAnswerOfProxy(status, header) {
    return status === 407 || (status >= 300 && REQUEST_IDS.every((name) => header(name) === undefined));
}
/** Whether a proxy was not reached, or hung up. Callers ask it of errors of requests that went through a proxy. */
function isTroubleOfProxy(error) {
    return (0,_connection_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .causes */ .ps)(error).some((cause) => NOT_CONNECTED.includes((0,_connection_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .errorCode */ .CA)(cause) ?? ''));
}
/**
 * What to do about a proxy that refuses or is out of reach, to go on after "Next: ".
 * @param status what it has answered; `null`: nothing
 */
function proxyAdvice({ variable, url }, status) {
    if (status === null) {
        return `check ${variable}: the proxy ${url} that it names cannot be reached, or hangs up`;
    }
    if (status === 407) {
        return `correct user and password in ${variable}, as in http://USER:PASSWORD@HOST:PORT with both percent-encoded: the proxy ${url} does not accept them`;
    }
    return `have the proxy ${url} (${variable}) let this runner through to that host, or name the host in NO_PROXY if it can be reached without`;
}
function first(names, env) {
    const { name: variable, value } = firstGiven(names, env) ?? {};
    const url = urlOf(value);
    return variable === undefined || url === undefined
        ? undefined
        : { variable, url: `${url.protocol}//${url.host}` };
}
/** The first of the variables that says something, spelled as it was set: Windows finds it in any case. */
function firstGiven(names, env) {
    const found = names.find((name) => (0,_env_js__WEBPACK_IMPORTED_MODULE_2__/* .given */ .g)(env[name]) !== undefined);
    if (found === undefined) {
        return undefined;
    }
    const asSet = Object.keys(env).filter((key) => key.toLowerCase() === found.toLowerCase());
    return { name: asSet.includes(found) ? found : (asSet[0] ?? found), value: env[found] ?? '' };
}
function urlOf(text = '') {
    return URL.parse(text) ?? undefined;
}
/** `undefined` where the text is not percent-encoded. */
function percentDecoded(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return undefined;
    }
}


/***/ }),

/***/ 3573:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   QS: () => (/* binding */ refuseIf),
/* harmony export */   U9: () => (/* binding */ isLoopback),
/* harmony export */   iO: () => (/* binding */ parseServiceUrl)
/* harmony export */ });
/**
 * URLs of services that credentials are sent to.
 */
/**
 * Parses the URL of a service that credentials will be sent to.
 * @throws Error where it is no URL, not https (http only on loopback), names a private endpoint, or has a user,
 * password or fragment
 */
function parseServiceUrl(text) {
    refuseIf(!URL.canParse(text), 'it is no URL');
    const url = new URL(text);
    refuseIf(url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)), 'it does not start with https:// (http:// is accepted on loopback only)');
    // The certificate names the resource's own host, and inside the network that name leads to the private endpoint.
    refuseIf(url.hostname.includes('.privatelink.'), 'it is the name of a private endpoint: leave out .privatelink');
    refuseIf(url.username !== '' || url.password !== '', 'it holds a user name or password');
    refuseIf(url.hash !== '', 'it holds a fragment (#\u2026)');
    return url;
}
/** @throws Error with what is wrong with a text, in words of ours */
function refuseIf(wrong, what) {
    if (wrong) {
        throw new Error(what);
    }
}
function isLoopback(hostname) {
    return hostname === 'localhost' || /^127(\.\d+){3}$/.test(hostname) || hostname === '[::1]';
}


/***/ }),

/***/ 3304:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AV: () => (/* binding */ GREEN),
/* harmony export */   HR: () => (/* binding */ Failure),
/* harmony export */   vI: () => (/* binding */ shortened)
/* harmony export */ });
/** Ends that are no failure. */
const GREEN = ['succeeded', 'pending', 'dry-run'];
/**
 * A failure with its explanation: what the action was doing to which object, what was answered, and what the user can
 * do next. Callers have passed foreign text in its lines through `foreign` already.
 */
class Failure extends Error {
    name = 'Failure';
    status;
    /** More than one where several things failed. */
    headings;
    constructor(status, heading, lines, options) {
        super(lines.join('\n'), options);
        this.status = status;
        this.headings = typeof heading === 'string' ? [heading] : [...new Set(heading)];
    }
    /** Heads the annotation. */
    get title() {
        return this.headings.join(', ');
    }
}
/** The first lines of a long list, and how many it leaves out. */
function shortened(lines, most) {
    return [...lines.slice(0, most), ...(lines.length > most ? [`\u2026 and ${lines.length - most} more.`] : [])];
}


/***/ }),

/***/ 33355:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B2: () => (/* binding */ Deadline),
/* harmony export */   a3: () => (/* binding */ formatDuration),
/* harmony export */   ml: () => (/* binding */ systemClock)
/* harmony export */ });
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(58500);
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_timers_promises__WEBPACK_IMPORTED_MODULE_0__);
/**
 * The clock: every delay and deadline of a run comes from here, so that tests can replace it as a whole.
 */

/** Node turns a delay that is longer than this into one millisecond. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const systemClock = {
    // Node's monotonic clock: if somebody sets back the wall clock, that must not prolong a wait.
    now: () => performance.timeOrigin + performance.now(),
    async sleep(ms, signal) {
        signal.throwIfAborted();
        try {
            for (let rest = ms; rest > 0; rest -= LONGEST_TIMER_MS) {
                await (0,node_timers_promises__WEBPACK_IMPORTED_MODULE_0__.setTimeout)(Math.min(rest, LONGEST_TIMER_MS), undefined, { signal });
            }
        }
        catch (error) {
            signal.throwIfAborted();
            throw error;
        }
    },
};
/** The moment at which the whole run has to be over. */
class Deadline {
    at;
    clock;
    constructor(clock, afterMs) {
        this.clock = clock;
        this.at = clock.now() + afterMs;
    }
    remainingMs() {
        return Math.max(0, this.at - this.clock.now());
    }
    get passed() {
        return this.clock.now() >= this.at;
    }
}
/** `3 s`, `12 min`, `1 h 5 min`: how a duration is written in the log. */
function formatDuration(ms) {
    const seconds = Math.round(ms / 1_000);
    if (seconds < 60) {
        return `${seconds} s`;
    }
    const minutes = Math.round(seconds / 60);
    if (minutes < 60) {
        return `${minutes} min`;
    }
    const rest = minutes % 60;
    const hours = Math.floor(minutes / 60);
    return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}


/***/ })

};

