export const id = 622;
export const ids = [622];
export const modules = {

/***/ 6840:
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

/***/ 8966:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _7: () => (/* binding */ ServiceError),
/* harmony export */   fk: () => (/* binding */ serviceTrouble),
/* harmony export */   qE: () => (/* binding */ noAnswer),
/* harmony export */   x5: () => (/* binding */ refusal)
/* harmony export */ });
/* unused harmony export notRead */
/* harmony import */ var _entra_sign_in_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(780);
/* harmony import */ var _network_connection_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5178);
/* harmony import */ var _network_foreign_answer_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9541);
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

/***/ 8492:
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

/***/ 780:
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

/***/ 8204:
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

/***/ 4813:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ boundAnswers),
/* harmony export */   T: () => (/* binding */ boundedAnswers)
/* harmony export */ });
/* harmony import */ var _time_clock_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3355);
/* harmony import */ var _discard_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1536);
/* harmony import */ var _foreign_answer_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9541);



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

/***/ 5178:
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

/***/ 1536:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   v: () => (/* binding */ discard)
/* harmony export */ });
/** Read to its end, a body without end would keep the process alive; its errors end nothing any more. */
function discard(body) {
    body?.on('error', () => undefined).destroy();
}


/***/ }),

/***/ 9541:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J6: () => (/* binding */ ForeignAnswer),
/* harmony export */   WE: () => (/* binding */ passes),
/* harmony export */   yF: () => (/* binding */ jsonJudge),
/* harmony export */   yp: () => (/* binding */ isPage)
/* harmony export */ });
/* unused harmony exports storageJudge, noModel */
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
/* harmony export */   Vn: () => (/* binding */ isTroubleOfProxy),
/* harmony export */   Wm: () => (/* binding */ proxySecrets),
/* harmony export */   ZV: () => (/* binding */ proxyAdvice),
/* harmony export */   i7: () => (/* binding */ isAnswerOfProxy),
/* harmony export */   iJ: () => (/* binding */ proxyFor),
/* harmony export */   jC: () => (/* binding */ githubProxySettings),
/* harmony export */   l2: () => (/* binding */ githubProxyFor),
/* harmony export */   wS: () => (/* binding */ proxyProblem)
/* harmony export */ });
/* unused harmony export githubProxyByTls */
/* harmony import */ var _actions_http_client__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4942);
/* harmony import */ var _env_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8204);
/* harmony import */ var _connection_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5178);
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

/***/ 1795:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  publishStep: () => (/* binding */ publishStep)
});

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
function names_sameName(one, other) {
    return one.toLowerCase() === other.toLowerCase();
}
/** In a name of twelve characters or more, so many may be wrong; fewer in a shorter one. */
const MOST_TYPOS = 3;
/**
 * The names that somebody may have meant by this one, the nearest first: they differ in case, blanks and punctuation
 * only, or in one character of every four.
 */
function names_nearNames(name, names) {
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
    state: known(STATES, iteration.status) ?? 'running',
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
        state: known({ Done: 'done', Failed: 'failed' }, found.status) ?? 'exporting',
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
function known(words, value) {
    return typeof value === 'string' && Object.hasOwn(words, value) ? words[value] : undefined;
}
/** A timestamp without a zone is UTC; `Date.parse` would take it for local time. */
function time(value) {
    const found = entities_text(value) ?? '';
    const ms = Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(found) ? found : `${found}Z`);
    return Number.isNaN(ms) ? null : ms;
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./src/custom-vision/form.ts
/**
 * A form with one file, as `multipart/form-data` (RFC 7578). It is written here, because the forms of the HTTP client
 * load all of Node's `fetch`.
 */

/** @param name of the part: plain letters */
function formOf(name, file) {
    const boundary = (0,external_node_crypto_.randomUUID)();
    const head = [
        `--${boundary}`,
        `Content-Disposition: form-data; name="${name}"; filename="${name}"`,
        'Content-Type: application/octet-stream',
    ];
    const body = Buffer.concat([
        Buffer.from(`${head.join('\r\n')}\r\n\r\n`),
        file,
        Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    return { body, contentType: `multipart/form-data; boundary=${boundary}` };
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
let secrets_known = [];
/**
 * From now on, no foreign text shows the secret: whoever echoes it may have encoded it, or cut it off.
 * @returns the forms that the runner has to mask
 */
function remembered(secret) {
    const forms = formsOf(secret);
    secrets_known = [...new Set([...secrets_known, ...forms])].sort((one, other) => other.length - one.length);
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
function secrets_withoutSecrets(text) {
    const masked = secrets_known.reduce((shown, form) => (form.length < SHORTEST_FORM ? shown : shown.replaceAll(form, '***')), text);
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

// EXTERNAL MODULE: ./src/network/connection-errors.ts
var connection_errors = __webpack_require__(5178);
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
var service_error = __webpack_require__(8966);
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

;// CONCATENATED MODULE: ./src/custom-vision/project-api.ts
/**
 * One project of the training resource: one method for each operation, with its rule for repeating it.
 * Source: the published Swagger, v3.4-preview, and the guide for setting the two storage URIs.
 */



/** The members of a project that name its queue and its container. */
const URIS = (/* unused pure expression or super */ null && (['notificationQueueUri', 'exportModelContainerUri']));
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

;// CONCATENATED MODULE: ./src/custom-vision/publication-api.ts
/**
 * What publishing needs of a project, beside what every step reads of it.
 * Source: the published Swagger, v3.4-preview.
 */



/** A cancelled run has to be over within a second: for so long, an answer that tells what was done still counts. */
const GRACE_MS = 600;
/**
 * Every method throws ServiceError, and the signal's reason when aborted. What changes something is not repeated after a
 * lost answer: the caller looks whether it was done.
 */
class PublicationApi extends ProjectApi {
    async publishIteration(iterationId, publication) {
        const { name, predictionResourceId, overwrite } = publication;
        await this.send('PublishIteration', `/iterations/${iterationId}/publish`, readTrue, {
            method: 'post',
            query: {
                publishName: name,
                predictionId: predictionResourceId,
                ...(overwrite ? { overwrite: 'true' } : {}),
            },
            repetition: 'costly',
            graceMs: GRACE_MS,
        });
    }
    async unpublishIteration(iterationId) {
        await this.send('UnpublishIteration', `/iterations/${iterationId}/publish`, () => undefined, {
            method: 'delete',
            repetition: 'costly',
            graceMs: GRACE_MS,
        });
    }
    /**
     * Asks what the iteration sees in an image; the service keeps neither the image nor the answer.
     * @returns the most probable first
     */
    async quickTest(iterationId, image) {
        return await this.send('QuickTestImage', '/quicktest/image', readPredictions, {
            method: 'post',
            query: { iterationId, store: 'false' },
            ...formOf('imageData', image),
        });
    }
}
/** @throws TypeError for every other answer */
function readTrue(value) {
    if (value !== true) {
        throw new TypeError('not true');
    }
}

// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 12 modules
var core = __webpack_require__(143);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: ./src/time/clock.ts
var time_clock = __webpack_require__(3355);
// EXTERNAL MODULE: ./src/entra/clouds.ts
var clouds = __webpack_require__(8492);
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
var src_env = __webpack_require__(8204);
// EXTERNAL MODULE: ./src/network/foreign-answer.ts
var foreign_answer = __webpack_require__(9541);
// EXTERNAL MODULE: ./src/network/proxies.ts
var proxies = __webpack_require__(1754);
// EXTERNAL MODULE: ./src/network/bounded-answers.ts
var bounded_answers = __webpack_require__(4813);
;// CONCATENATED MODULE: ./src/github/github-client.ts



/** Asks once, because the callers ask again. It takes the proxies of the toolkit, which knows GitHub's hosts. */
async function githubClient(url) {
    const { getClient } = await Promise.all(/* import() */[__webpack_require__.e(818), __webpack_require__.e(49)]).then(__webpack_require__.bind(__webpack_require__, 3049));
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
function foreign_text_foreign(text) {
    return `| ${defused(text)}`;
}
/** Foreign text inside a line of ours: in double quotes, and otherwise as `foreign` writes it. */
function foreign_text_quoted(text) {
    return `"${defused(text)}"`;
}
function defused(text) {
    // A secret is only recognised while it is whole, so it is taken out before the text is cut.
    const safe = secrets_withoutSecrets(text.slice(0, LONGEST_READ));
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
            : `assign the managed identity with the client id ${foreign_text_quoted(clientId)} (AZURE_CLIENT_ID) to this machine, or correct AZURE_CLIENT_ID: the client id of a user-assigned identity, not its object id; or leave it out, for the system-assigned one`;
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
                `GitHub was asked for the audience ${foreign_text_quoted(audience)}; the input oidc-audience names another, if the federated credential has another.`,
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
            foreign_text_foreign(`iss (issuer):   ${presented.iss}`),
            foreign_text_foreign(`sub (subject):  ${presented.sub}`),
            foreign_text_foreign(`aud (audience): ${presented.aud}`),
        ];
}

// EXTERNAL MODULE: ./src/entra/sign-in-error.ts
var sign_in_error = __webpack_require__(780);
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
        lines: [intro, ...linesOf(message).map(foreign_text_foreign), `Next: ${next.join('; or ')}.`],
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
            ...linesOf(said).map(foreign_text_foreign),
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
            ...linesOf(said).map(foreign_text_foreign),
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
    const { ClientAssertionCredential, DefaultAzureCredential } = await Promise.all(/* import() */[__webpack_require__.e(818), __webpack_require__.e(563)]).then(__webpack_require__.bind(__webpack_require__, 5563));
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
async function connect(access, { env, signal, leastRole }) {
    const { TrainingApi } = await Promise.all(/* import() */[__webpack_require__.e(818), __webpack_require__.e(332)]).then(__webpack_require__.bind(__webpack_require__, 4332));
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
var process_events = __webpack_require__(4314);
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
            ...found.map(([name]) => `- ${name}: ${foreign_text_quoted(env[name] ?? '')}`),
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
            const inputs = read(runnerReport.mask, env);
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
        return [foreign_text_foreign(String(error))];
    }
    const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
    const [first = ''] = error.message.split('\n');
    return [`${error.name}: ${first}`, ...frames].map(foreign_text_foreign);
}

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
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
    const { context } = await __webpack_require__.e(/* import() */ 413).then(__webpack_require__.bind(__webpack_require__, 2413));
    // Outside of a workflow there is no run id.
    const runId = String(Number.isInteger(context.runId) ? context.runId : 0);
    return {
        runId,
        attempt: Number.isInteger(context.runAttempt) ? context.runAttempt : 1,
        url: `${context.serverUrl}/${env.GITHUB_REPOSITORY ?? ''}/actions/runs/${runId}`,
        tempFolder: given(env.RUNNER_TEMP) ?? tmpdir(),
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

const platforms_PLATFORMS = ['CoreML', 'TensorFlow', 'DockerFile', 'ONNX', 'VAIDK', 'OpenVino'];
const BACKUP_ENDING = new RegExp(`\\.(${platforms_PLATFORMS.join('|')})(\\.\\w+)?(\\.zip)?$`, 'i');
const BARE_ENDINGS = {
    CoreML: '.mlmodel',
    ONNX: '.onnx',
    TensorFlow: '.pb',
};
/** Finds a platform by its name in any case. */
function platforms_platformNamed(name) {
    return platforms_PLATFORMS.find((platform) => sameName(platform, name));
}
/** `ONNX` or `TensorFlow/TensorFlowLite`. */
function platforms_formatTarget(target) {
    return target.flavor === null ? target.platform : `${target.platform}/${target.flavor}`;
}
/**
 * The platform in the name or URL of a backup, `\u2026.{platform}[.{flavor}][.zip]`. The guide calls it the platform's type,
 * without a list.
 * @returns `undefined` if it is none of the platforms
 */
function platformIn(name) {
    return platforms_platformNamed(BACKUP_ENDING.exec(name)?.[1] ?? '');
}
/** The ending of a model file that is in no zip. */
function bareEnding({ platform, flavor }) {
    const lite = platform === 'TensorFlow' && /^TensorFlowLite/i.test(flavor ?? '');
    return lite ? '.tflite' : (BARE_ENDINGS[platform] ?? '.bin');
}
/** The name of a target in a path or an artifact: `ONNX`, `TensorFlow-TensorFlowLite`. */
function fileNameOf(target) {
    return platforms_formatTarget(target).replace('/', '-');
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

;// CONCATENATED MODULE: ./src/network/service-url.ts
/**
 * URLs of services that credentials are sent to.
 */
/**
 * Parses the URL of a service that credentials will be sent to.
 * @throws Error where it is no URL, not https (http only on loopback), names a private endpoint, or has a user,
 * password or fragment
 */
function parseServiceUrl(text) {
    service_url_refuseIf(!URL.canParse(text), 'it is no URL');
    const url = new URL(text);
    service_url_refuseIf(url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)), 'it does not start with https:// (http:// is accepted on loopback only)');
    // The certificate names the resource's own host, and inside the network that name leads to the private endpoint.
    service_url_refuseIf(url.hostname.includes('.privatelink.'), 'it is the name of a private endpoint: leave out .privatelink');
    service_url_refuseIf(url.username !== '' || url.password !== '', 'it holds a user name or password');
    service_url_refuseIf(url.hash !== '', 'it holds a fragment (#\u2026)');
    return url;
}
/** @throws Error with what is wrong with a text, in words of ours */
function service_url_refuseIf(wrong, what) {
    if (wrong) {
        throw new Error(what);
    }
}
function isLoopback(hostname) {
    return hostname === 'localhost' || /^127(\.\d+){3}$/.test(hostname) || hostname === '[::1]';
}

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
    service_url_refuseIf(mistaken !== undefined, mistaken ?? '');
    const url = parseServiceUrl(text);
    service_url_refuseIf(/\/prediction\b/i.test(url.pathname), 'it is a URL for predictions: give the endpoint of the training resource, and nothing after its host');
    service_url_refuseIf(url.pathname !== '/' || url.search !== '', 'it has a path or a query, the endpoint alone is wanted: leave out everything after the host');
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
    service_url_refuseIf(/\p{Cc}/u.test(text), 'it holds a control character or a line end');
    return text;
}
/** From 0 to 1, with a point. */
function parseShare(text) {
    const [, digits = '', percent] = /^(\d{1,3}(?:[.,]\d{1,9})?) ?(%)?$/.exec(text) ?? [];
    const value = Number(digits.replace(',', '.'));
    const inPercent = value <= 100 ? `${value} % is ${Number((value / 100).toFixed(9))}` : '100 % is 1';
    service_url_refuseIf(percent !== undefined, `it is no decimal number, ${inPercent}`);
    service_url_refuseIf(digits.includes(','), `it is no decimal number, which has a point: ${value}`);
    service_url_refuseIf(!/^(\d{1,9}(\.\d{0,17})?|\.\d{1,17})$/.test(text), 'it is no decimal number, such as 0.9');
    service_url_refuseIf(Number(text) > 1, value > 1 ? `it is over 1; ${inPercent}` : 'it is over 1');
    return Number(text);
}
/** One entry a line, or comma-separated. */
function parseNames(text) {
    const names = entriesOf(text);
    refuseIf(names.length === 0, 'it names nothing');
    refuseIf(names.length > MOST_NAMES, `it has ${names.length} entries, at most ${MOST_NAMES} are read`);
    return names.map(parseName);
}
/** The service sends to it and decides; here only what cannot be an address is refused. */
function parseEmail(text) {
    const isAddress = text.length <= LONGEST_EMAIL && /^[^\s@,;<>"]+@[^\s@,;<>".]+(\.[^\s@,;<>".]+)+$/.test(text);
    refuseIf(!isAddress, 'it is no e-mail address');
    return text;
}
/** One entry a line, or separated by commas: `platform` or `platform/flavor`. */
function parsePlatforms(text) {
    const entries = entriesOf(text);
    refuseIf(entries.length > MOST_PLATFORMS, `it has ${entries.length} entries, at most ${MOST_PLATFORMS} are read`);
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
    refuseIf(/\p{Cc}/u.test(text), 'it holds a control character or a line end');
    refuseIf(forbidden.length > 0, `no artifact can be named so: leave out ${quoted(forbidden.join(' '))}`);
    refuseIf(text.startsWith('.'), 'it begins with a dot');
    refuseIf(Buffer.byteLength(text) > LONGEST_NAME_BYTES, `it is longer than ${LONGEST_NAME_BYTES} bytes in UTF-8`);
    refuseIf(!text.endsWith('.zip'), `it does not end in .zip: write ${quoted(`${text.replace(/\.zip$/i, '')}.zip`)}`);
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
            this.problem(name, `${shown(text)} is refused: ${reason}; expected ${expected}`);
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
            service_url_refuseIf(!/^\d{1,9}$/.test(text), 'it is no whole number');
            service_url_refuseIf(value < least || value > most, 'it is out of bounds');
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
function shown(text) {
    const bare = text
        .slice(0, reader_LONGEST_READ)
        .replace(/\?.*$/s, '?\u2026')
        .replace(/[^\s/]+/g, withoutUser);
    // A secret is only recognised while it is whole, so it is taken out before the text is cut.
    const safe = secrets_withoutSecrets(bare);
    return foreign_text_quoted(safe.length > 200 ? `${safe.slice(0, 200)}\u2026` : safe);
}
function withoutUser(part) {
    const at = part.lastIndexOf('@');
    return at === -1 ? part : `\u2026${part.slice(at)}`;
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

;// CONCATENATED MODULE: ./src/publish/prediction-resource.ts
/**
 * The ARM id of a prediction resource. The service takes a wrong one only after everything else, and a model then stays
 * unpublished: so its form is checked before the first request.
 */


const PROVIDER = 'Microsoft.CognitiveServices/accounts';
const ID = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.CognitiveServices\/accounts\/([^/]+)\/?$/i;
/** Each part of an id, in its order, and what is missing where an id ends before it. */
const PARTS = [
    [/^subscriptions$/i, '/subscriptions/'],
    [/./, 'the id of the subscription'],
    [/^resourceGroups$/i, '/resourceGroups/'],
    [/./, 'the name of the resource group'],
    [/^providers$/i, '/providers/'],
    [/^Microsoft\.CognitiveServices$/i, `/${PROVIDER}/`],
    [/^accounts$/i, '/accounts/'],
    [/./, 'the name of the resource'],
];
/** Keys of Azure's AI services: 32 hex digits, and of late 84 characters. */
const KEY = /^([0-9a-f]{32}|[A-Za-z0-9]{84})$/i;
/** Whether somebody has given a key in place of the id. */
function looksLikeKey(text) {
    return KEY.test(text);
}
/** @returns the id as it was given, without a slash at its end @throws Error with what is wrong, in safe words */
function parsePredictionResource(text) {
    service_url_refuseIf(looksLikeKey(text), 'it looks like a key, and nothing here takes the key of the prediction resource');
    service_url_refuseIf(/^https?:\/\/[^/]*portal\.azure\.|^https?:\/\/[^/]*#/i.test(text), 'it is an address of the Azure portal: give the part of it from /subscriptions/ on that ends with the name of the resource, or copy Resource ID under Properties there');
    service_url_refuseIf(/^[a-z]+:\/\//i.test(text), 'it is a URL, such as an endpoint: copy Resource ID of the prediction resource, in the Azure portal under Properties');
    service_url_refuseIf(/[\s?#]/.test(text), 'it has a blank, a question mark or a #');
    service_url_refuseIf(!text.startsWith('/'), 'it does not begin with /subscriptions/');
    const found = ID.exec(text);
    if (found === null) {
        throw new Error(whatIsWrong(text));
    }
    const [, subscription = '', group = '', account = ''] = found;
    service_url_refuseIf(guidOf(subscription) === undefined, 'what follows /subscriptions/ is no GUID');
    service_url_refuseIf(!/^[\p{L}\p{N}_.()-]{1,90}$/u.test(group) || group.endsWith('.'), 'what follows /resourceGroups/ is no name of a resource group');
    service_url_refuseIf(!/^[A-Za-z0-9][\w.-]{1,63}$/.test(account), 'what follows /accounts/ is no name of a resource: 2 to 64 letters, digits and dashes');
    return text.replace(/\/$/, '');
}
/** Names the first part that is missing or another one. */
function whatIsWrong(text) {
    const [, ...parts] = text.replace(/\/+$/, '').split('/');
    const provider = /\/providers\/([^/]+\/[^/]+)/i.exec(text)?.[1];
    const isOther = provider !== undefined && provider.toLowerCase() !== PROVIDER.toLowerCase();
    if (isOther) {
        return `it is the id of a resource of another kind: ${PROVIDER} is wanted`;
    }
    const wrong = PARTS.findIndex(([part], index) => !part.test(parts[index] ?? ''));
    if (wrong === -1) {
        return 'more follows the name of the resource: leave it out';
    }
    const what = PARTS[wrong]?.[1] ?? '';
    return parts.length <= wrong ? `it is cut off: ${what} is missing` : `${what} is missing in it`;
}
/** Whether two ids name the same resource: Azure does not tell upper from lower case in them. */
function isSameResource(one, other) {
    const plain = (id) => id.toLowerCase().replace(/\/$/, '');
    return plain(one) === plain(other);
}

;// CONCATENATED MODULE: ./src/publish/smoke-image.ts
/**
 * The image of the smoke test: a file of the job, checked before the first request.
 */





/** The service takes no larger one for a quick test. */
const MOST_BYTES = 6 * 1_024 * 1_024;
/** How files begin that the service takes. */
const TAKEN = [/^\xff\xd8\xff/, /^\x89PNG\r\n/, /^GIF8[79]a/, /^BM/];
/** How files begin that people take for such images. */
const OTHERS = [
    [/^RIFF[^]{4}WEBP/, 'it is a WebP image'],
    [/^[^]{4}ftyp(heic|heix|mif1|msf1|avif)/, 'it is an HEIC or AVIF image'],
    [/^(II\*\0|MM\0\*)/, 'it is a TIFF image'],
    [/^\s*(<\?xml|<svg)/, 'it is an SVG image'],
    [/^version https:\/\/git-lfs/, 'it is only a pointer of Git LFS: give actions/checkout lfs: true'],
    [/^\s*<(!doctype|html)/i, 'it is a page, no image'],
];
/** What cannot be done with a file, by the code of the error. */
const TROUBLES = {
    ENOENT: 'there is no such file; a job has the files of its repository only after actions/checkout',
    ENOTDIR: 'a part of the path is a file, no folder',
    EACCES: 'this job may not read the file',
    EPERM: 'this job may not read the file',
};
/** @param file absolute, or below the folder that the step runs in @throws Error with what is wrong, in safe words */
function readSmokeImage(file) {
    const place = external_node_path_default().resolve(parseName(file));
    const bytes = tried(() => {
        const { size, ...found } = statOf(place);
        service_url_refuseIf(found.isFolder, 'it is a folder, no file');
        service_url_refuseIf(!found.isFile, 'it is no plain file');
        service_url_refuseIf(size === 0, 'the file is empty');
        service_url_refuseIf(size > MOST_BYTES, `the file has ${size} bytes, and ${MOST_BYTES} (6 MB) are the most`);
        return (0,external_node_fs_.readFileSync)(place);
    });
    const start = bytes.subarray(0, 64).toString('latin1');
    if (!TAKEN.some((form) => form.test(start))) {
        const [, what] = OTHERS.find(([form]) => form.test(start)) ?? [];
        throw new Error(what ?? 'the file does not begin like a JPEG, PNG, GIF or BMP');
    }
    return { file, bytes };
}
function statOf(place) {
    const found = (0,external_node_fs_.statSync)(place);
    return { size: found.size, isFile: found.isFile(), isFolder: found.isDirectory() };
}
function tried(read) {
    try {
        return read();
    }
    catch (error) {
        const code = (0,connection_errors/* errorCode */.CA)(error);
        throw code === undefined ? error : new Error(TROUBLES[code] ?? `it cannot be read (${code})`);
    }
}

;// CONCATENATED MODULE: ./src/publish/inputs.ts






/** The defaults of publish/action.yml. */
const DEFAULTS = {
    unpublish: 'false',
    'minimum-probability': '0.5',
    'dry-run': 'false',
};
const inputs_EXPECTED = {
    iteration: 'the id of an iteration (a GUID), such as: ${{ needs.train.outputs.iterationId }}, or: newest',
    publishName: 'the name under which applications ask for the model, such as: production',
    resource: 'the Resource ID of the prediction resource, such as: /subscriptions/SUBSCRIPTION-ID/resourceGroups/GROUP/providers/Microsoft.CognitiveServices/accounts/NAME',
    image: 'the path of a JPEG, PNG, GIF or BMP of at most 6 MB, such as: test/bolt.jpg',
    tag: 'the name or id of the tag that the image shows, such as: bolt',
};
/**
 * @param mask is told every secret before anything is done with it
 * @throws Failure `failed` that names every refused input
 */
function readPublishInputs(mask, env) {
    const declared = {
        defaults: DEFAULTS,
        keys: ['training-key'],
        urls: ['endpoint', 'prediction-resource-id'],
    };
    const reader = stepReader(declared, mask, env);
    const given = reader.text('prediction-resource-id');
    if (looksLikeKey(given)) {
        mask(given);
    }
    const common = {
        ...readAccess(reader),
        project: readWhichProject(reader),
        publishName: reader.required('publish-name', inputs_EXPECTED.publishName, parseName, ''),
        dryRun: reader.boolean('dry-run'),
    };
    const unpublish = reader.boolean('unpublish');
    const iterationId = reader.optional('iteration-id', inputs_EXPECTED.iteration, parseIteration);
    const predictionResourceId = reader.optional('prediction-resource-id', inputs_EXPECTED.resource, parsePredictionResource);
    const smokeTest = readSmokeTest(reader);
    checkHosts([['endpoint', common.endpoint]], reader);
    checkWhichProject(reader);
    checkTarget(unpublish, reader);
    checkLogin(common, [lockOfResource(common)], reader, env);
    checkProxy(reader, env);
    reader.refuse();
    return unpublish
        ? { ...common, unpublish, iterationId }
        : {
            ...common,
            unpublish,
            iterationId: iterationId ?? '',
            predictionResourceId: predictionResourceId ?? '',
            smokeTest,
        };
}
function parseIteration(text) {
    return text.toLowerCase() === 'newest' ? 'newest' : parseGuid(text);
}
function readSmokeTest(reader) {
    const image = reader.optional('smoke-image', inputs_EXPECTED.image, readSmokeImage);
    const expectedTag = reader.optional('expected-tag', inputs_EXPECTED.tag, parseName);
    const minimumProbability = reader.share('minimum-probability', 0.5);
    return image === null || expectedTag === null ? null : { image, expectedTag, minimumProbability };
}
function checkTarget(unpublish, reader) {
    const has = (name) => reader.text(name) !== '';
    const isDefault = reader.text('minimum-probability') === DEFAULTS['minimum-probability'];
    reader.compare([
        ['iteration-id'],
        !unpublish && !has('iteration-id'),
        `is missing; expected ${inputs_EXPECTED.iteration}. Where it comes from previousIterationId: that output is empty if no iteration bore the name before`,
    ], [
        ['prediction-resource-id'],
        !unpublish && !has('prediction-resource-id'),
        `is missing; expected ${inputs_EXPECTED.resource}`,
    ], [
        ['smoke-image', 'unpublish'],
        unpublish && has('smoke-image'),
        'nothing is tested with unpublish: true; expected no smoke-image, or unpublish: false',
    ], [
        ['expected-tag', 'smoke-image'],
        has('smoke-image') && !has('expected-tag'),
        `is missing, and smoke-image is given; expected ${inputs_EXPECTED.tag}`,
    ], [
        ['smoke-image', 'expected-tag'],
        !has('smoke-image') && has('expected-tag'),
        `is missing, and expected-tag is given; expected ${inputs_EXPECTED.image}`,
    ], [
        ['minimum-probability', 'smoke-image'],
        !has('smoke-image') && !isDefault,
        `it asks for nothing without a smoke-image; expected ${inputs_EXPECTED.image}, as smoke-image`,
    ]);
}

;// CONCATENATED MODULE: ./src/publish/absence.ts
/**
 * The time in which an iteration bears no name, because it has to lose the old one before it gets the new one: how long
 * that took, and what is done if the new one is refused then.
 */



class Absence {
    run;
    away;
    /** The name, and for how many milliseconds it was away; `undefined` while it is away, and if none was. */
    ended;
    constructor(run) {
        this.run = run;
    }
    /** An iteration is about to lose its name, for another one or another place. */
    begin({ iteration, name }, wanted) {
        if (wanted.kind === 'published') {
            this.away ??= {
                iterationId: iteration.id,
                name,
                predictionResourceId: iteration.publishResourceId ?? wanted.predictionResourceId,
                since: this.run.clock.now(),
            };
        }
    }
    /** The iteration has its new name. */
    over() {
        if (this.away !== undefined) {
            this.ended = { name: this.away.name, ms: this.run.clock.now() - this.away.since };
            this.away = undefined;
        }
    }
    /** Gives the old name back if the new one was refused, once. @returns lines that say what came of it */
    async end() {
        const { away } = this;
        if (away === undefined) {
            return [];
        }
        const { iterationId, name, predictionResourceId, since } = away;
        this.away = undefined;
        try {
            const old = { name, predictionResourceId, overwrite: false };
            await this.run.customVision.publishIteration(iterationId, old);
            this.run.outputs.set('changed', 'false');
            return [
                `Iteration ${iterationId} bears its old name ${foreign_text_quoted(name)} again, which was away for ${seconds(this.run.clock.now() - since)}.`,
            ];
        }
        catch (error) {
            if (this.run.signal.aborted) {
                this.away = away;
                throw error;
            }
            const why = error instanceof service_error/* ServiceError */._7 ? ` (${(0,service_error/* serviceTrouble */.fk)(error)})` : '';
            return [
                `Before, iteration ${iterationId} has lost its old name ${foreign_text_quoted(name)}, and could not get it back${why}: nothing answers under that name.`,
            ];
        }
    }
    /** What the cancelled run ends with. @param doing what it has asked for last */
    cancelled(doing) {
        const { away } = this;
        return new report_failure/* Failure */.HR('cancelled', 'Cancelled', [
            `The run was cancelled after it had begun to ask the service to ${doing}: that may have been done.`,
            ...(away === undefined
                ? []
                : [
                    `Iteration ${away.iterationId} may have lost its old name ${foreign_text_quoted(away.name)} by now, and nothing answers under it then.`,
                ]),
            'Next: run the workflow again: it looks what is published, and does the rest.',
        ]);
    }
}
/** `0.4 s`: of a name that is away, tenths count. */
function seconds(ms) {
    return `${(ms / 1_000).toFixed(ms < 100_000 ? 1 : 0)} s`;
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
        ...(error.detail === '' ? [] : [foreign_text_foreign(error.detail)]),
        ...(error.requestId === null ? [] : [`Request id, for support:`, foreign_text_foreign(error.requestId)]),
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

;// CONCATENATED MODULE: ./src/custom-vision/newest-trained.ts
/**
 * `newest`: the iteration that a run takes where the user names none.
 */

function newestTrained(all) {
    const listed = newestFirst(all).filter(({ state }) => state !== 'new');
    const index = listed.findIndex(({ state }) => state === 'completed');
    return { iteration: listed[index], newer: index === -1 ? listed : listed.slice(0, index) };
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
function platformsOf({ exportable, exportablePlatforms }) {
    return exportable ? (exportablePlatforms ?? PLATFORMS) : [];
}
function lacking(domain, targets) {
    const possible = platformsOf(domain);
    return targets
        .map(({ platform }) => platform)
        .filter((platform) => !possible.some((name) => sameName(name, platform)));
}
/** The domain of the same type that exports to all of the targets: the twin, or else one for everything. */
function replacementOf(domain, domains, targets) {
    const better = domains.filter((one) => !one.retired && one.type === domain.type && lacking(one, targets).length === 0);
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
    const named = domains.filter((domain) => domains_isDomain(domain, wanted ?? DEFAULT_DOMAIN));
    const chosen = named.find(isForClassification) ?? (wanted === null ? undefined : named[0]);
    if (chosen === undefined) {
        throw new Failure('failed', 'Wrong domain', [
            `The service has no domain of this name or id: ${quoted(wanted ?? DEFAULT_DOMAIN)}. Those that can be exported:`,
            ...domains
                .filter(({ exportable, retired }) => exportable && !retired)
                .map((domain) => foreign(domains_described(domain))),
            'Next: give one of these for domain, by name or id. Nothing was created.',
        ]);
    }
    if (chosen.retired) {
        const better = replacementOf(chosen, domains, []);
        throw new Failure('failed', 'Wrong domain', [
            'This domain is retired, the service trains in it no more:',
            foreign(domains_described(chosen)),
            ...(better === undefined ? [] : ['One in its place:', foreign(domains_described(better))]),
            'Next: give another domain. Nothing was created.',
        ]);
    }
    if (classificationType !== null && !isForClassification(chosen)) {
        throw new Failure('failed', 'Wrong domain', [
            `classification-type is ${classificationType}, but this domain is not for classification:`,
            foreign(domains_described(chosen)),
            'Next: leave classification-type out, or give another domain. Nothing was created.',
        ]);
    }
    return chosen;
}
/** Whether a name, in any case, or an id means this domain. */
function domains_isDomain({ id, name }, nameOrId) {
    return sameName(id, nameOrId) || sameName(name, nameOrId);
}
/** `General (compact), Classification, id \u2026`; foreign text. */
function domains_described({ name, type, id }) {
    return `${name}, ${type}, id ${id}`;
}
function isForClassification({ type }) {
    return type === 'Classification';
}

;// CONCATENATED MODULE: ./src/project/find-project.ts





/** A resource has at most 100 projects. */
const MOST_LISTED = 10;
/**
 * Looks for the project of exactly this name.
 * @throws Failure if there are several, because the name does not say which one the user means
 */
async function searchProject(name, resource) {
    const all = await explained(`look for the project ${foreign_text_quoted(name)}`, () => resource.getProjects());
    const named = all.filter((project) => project.name === name);
    if (named.length > 1) {
        throw new report_failure/* Failure */.HR('failed', 'Several projects of one name', [
            `${named.length} projects have the name ${foreign_text_quoted(name)}, with the ids:`,
            ...named.map(({ id }) => foreign_text_foreign(id)),
            'Next: give the id of the one that you mean as project-id, in place of project-name.',
        ]);
    }
    const nearest = [
        ...new Set(names_nearNames(name, all.map((project) => project.name))),
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
        ...(0,report_failure/* shortened */.vI)(projects.map(({ name, id }) => foreign_text_foreign(`${name} (${id})`)), MOST_LISTED),
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
        throw new Failure('failed', 'Project differs', [
            `The project ${id} is not as the inputs say.`,
            ...differences,
            'Next: leave out the input, or change the project in its settings in the portal. Nothing was changed.',
        ]);
    }
}

;// CONCATENATED MODULE: ./src/project/project-status.ts

/** A large project is imported within minutes. Some imports that failed say `Importing` for months. */
const LONGEST_IMPORT_MS = (/* unused pure expression or super */ null && (10 * 60_000));
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
    throw new Failure('failed', 'Project is not ready', [
        status === 'Failed'
            ? `The project ${id} has the status Failed: it was imported, and that failed. Nothing was trained or changed.`
            : `The project ${id} has the status Importing: it is still being imported, or its import got stuck. Nothing was trained or changed.`,
        status === 'Failed'
            ? 'Next: import it anew, or create another project and upload the images to it; then give the id of that as project-id, and delete this one.'
            : 'Next: run again when the portal shows the project with all of its images; if it stays so, import it anew, and give the id of the new project as project-id.',
    ]);
}

;// CONCATENATED MODULE: ./src/publish/find-target.ts
/**
 * Reads the project and its iterations, and finds the iteration that the inputs name. Nothing is changed.
 */







const find_target_MOST_LISTED = 5;
/** @throws Failure if project or iteration are not there, or cannot be published */
async function findTarget(inputs, services) {
    const { project, run } = await find_target_readProject(inputs, services);
    run.report.info('The project has the name:');
    run.report.info(foreign_text_foreign(project.name));
    refuseReadOnly(project, ' Nothing was changed.');
    const iterations = await readIterations(run);
    const { iterationId, unpublish } = inputs;
    const iteration = iterationId === null ? null : findIteration(iterationId, iterations, run);
    if (iteration !== null && !unpublish) {
        refuseUntrained(iteration);
    }
    return { project, iterations, iteration, run };
}
async function find_target_readProject({ project }, services) {
    const runIn = (id) => ({ ...services, customVision: services.inProject(id) });
    if ('id' in project) {
        const run = runIn(project.id);
        const found = await explained(`read the project ${project.id}`, () => run.customVision.getProject());
        return { project: found, run };
    }
    const search = await searchProject(project.name, services.resource);
    if (search.project === undefined) {
        throw new report_failure/* Failure */.HR('failed', 'Project not found', [
            `There is no project of the name ${foreign_text_quoted(project.name)}. Nothing was changed.`,
            ...namesNear(search),
            'Next: check project-name (upper and lower case count), endpoint and key; or give project-id.',
        ]);
    }
    return { project: search.project, run: runIn(search.project.id) };
}
async function readIterations({ customVision }) {
    const doing = `read the iterations of the project ${customVision.projectId}`;
    return await explained(doing, () => customVision.getIterations());
}
function findIteration(wanted, all, run) {
    if (wanted === 'newest') {
        return findNewest(all, run);
    }
    const found = all.find(({ id }) => id === wanted);
    if (found === undefined) {
        throw notFound(wanted, all, run);
    }
    return found;
}
/** Says that an iteration is not there, or not any more. */
function notFound(id, all, { customVision }) {
    return new report_failure/* Failure */.HR('failed', 'Iteration not found', [
        `The project ${customVision.projectId} has no iteration ${id}.`,
        ...newestLines(all),
        'Next: check iteration-id, and that the project is the one that it was trained in.',
    ]);
}
function newestLines(all) {
    const lines = newestFirst(all).map(({ id, name, state }) => foreign_text_foreign(`${id} ${name} (${state})`));
    return lines.length === 0
        ? ['It has none at all.']
        : ['Its iterations, the newest first:', ...(0,report_failure/* shortened */.vI)(lines, find_target_MOST_LISTED)];
}
function findNewest(all, { customVision, report }) {
    const { iteration, newer } = newestTrained(all);
    if (iteration === undefined) {
        throw new report_failure/* Failure */.HR('failed', 'Iteration not found', [
            `iteration-id is newest, but the project ${customVision.projectId} has no iteration that is trained.`,
            ...newestLines(all),
            'Next: train the project, or check that it is the right one.',
        ]);
    }
    report.info(`iteration-id is newest: iteration ${iteration.id} is taken, the newest that is trained.`);
    newer.forEach(({ id, state }) => {
        report.info(`Iteration ${id} is newer, but ${state === 'failed' ? 'its training failed' : 'is still being trained'}: it is not taken.`);
    });
    return iteration;
}
function refuseUntrained({ id, state }) {
    if (state === 'completed') {
        return;
    }
    const [what, next] = {
        new: ['is New: it is not being trained', 'give the id of one that is trained, or newest'],
        running: ['is still being trained', 'run again when its training has ended'],
        failed: ['was not trained: its training failed', 'give the id of one that is trained, or newest'],
    }[state];
    throw new report_failure/* Failure */.HR('failed', 'Iteration is not trained', [
        `iteration-id names iteration ${id}, which ${what}. It cannot be published; nothing was changed.`,
        `Next: ${next}.`,
    ]);
}

;// CONCATENATED MODULE: ./src/publish/publication.ts


/** The iteration that bears the name: whether the service tells upper from lower case there is not documented. */
function holderOf(name, iterations) {
    return (iterations.find(({ publishName }) => publishName === name) ??
        iterations.find(({ publishName }) => publishName !== null && names_sameName(publishName, name)));
}
/**
 * The service refuses to publish what is published, under whatever name and though it may overwrite: the iteration has
 * to lose its name first. Another iteration loses its name in the same moment.
 * @returns `null`: everything is as wanted @throws RangeError if the iteration is not among these
 */
function nextStep(wanted, iterations) {
    if (wanted.kind === 'unpublished') {
        const holder = holderOf(wanted.name, iterations);
        const isMeant = wanted.iterationId === null || holder?.id === wanted.iterationId;
        return holder === undefined || !isMeant
            ? null
            : { kind: 'unpublish', iteration: holder, name: holder.publishName ?? '' };
    }
    const iteration = iterations.find(({ id }) => id === wanted.iterationId);
    if (iteration === undefined) {
        throw new RangeError(`no iteration ${wanted.iterationId}`);
    }
    const { publishName } = iteration;
    if (publishName === null) {
        return { kind: 'publish', holder: holderOf(wanted.name, iterations) };
    }
    return publishName === wanted.name && isAt(wanted.predictionResourceId, iteration)
        ? null
        : { kind: 'unpublish', iteration, name: publishName };
}
/** Where the service does not say which resource an iteration is published to, it counts as the wanted one. */
function isAt(predictionResourceId, { publishResourceId }) {
    return publishResourceId === null || isSameResource(publishResourceId, predictionResourceId);
}
/** The iterations as they are when the step was taken, without asking the service. */
function after(step, wanted, iterations) {
    const loser = step.kind === 'unpublish' ? step.iteration : step.holder;
    return iterations.map((one) => {
        if (one.id === loser?.id) {
            return { ...one, publishName: null, publishResourceId: null };
        }
        return step.kind === 'publish' && wanted.kind === 'published' && one.id === wanted.iterationId
            ? { ...one, publishName: wanted.name, publishResourceId: wanted.predictionResourceId }
            : one;
    });
}

;// CONCATENATED MODULE: ./src/publish/ensure.ts








/** The service may show a change only a little later. */
const PAUSES_MS = [1_000, 2_000, 4_000];
/** How often a step is taken whose answer was lost, or that something else got in the way of. */
const MOST_TRIES = 3;
/** Refusals that say that things are not, or not any more, as this run has seen them. */
const OUTDATED = [
    'BadRequestIterationIsPublished',
    'BadRequestIterationNotPublished',
    'BadRequestInvalidPublishName',
    'Conflict',
    'ConflictInvalid',
];
/**
 * @param iterations as they were read first; something is to be done
 * @returns the name that was away meanwhile, if any
 * @throws Failure that says how things are now
 */
async function ensure(wanted, iterations, run) {
    const absence = new Absence(run);
    let doing = '';
    try {
        let [known, tries] = [iterations, 1];
        for (let step = nextStep(wanted, known); step !== null; step = nextStep(wanted, known)) {
            doing = describe(step, wanted);
            tell(step, wanted, run);
            const error = await take(step, wanted, absence, run);
            if (error === undefined) {
                done(step, absence, run);
                known = after(step, wanted, known);
                continue;
            }
            const seen = await lookFor(step, wanted, error, run);
            if (seen.taken) {
                done(step, absence, run);
            }
            else if (tries === MOST_TRIES || (!error.mayHaveActed && isSame(step, seen.next))) {
                throw serviceFailure(doing, error, 'failed', await absence.end());
            }
            tries += 1;
            known = seen.iterations;
        }
        await readBack(wanted, absence, run);
        return absence;
    }
    catch (error) {
        throw run.signal.aborted ? absence.cancelled(doing) : error;
    }
}
/** @returns the error if it has to be looked whether the step was taken @throws Failure if it was refused for good */
async function take(step, wanted, absence, run) {
    const { customVision, report } = run;
    try {
        if (step.kind === 'unpublish') {
            absence.begin(step, wanted);
            await customVision.unpublishIteration(step.iteration.id);
        }
        else if (wanted.kind === 'published') {
            const { iterationId, name, predictionResourceId } = wanted;
            const overwrite = step.holder !== undefined;
            await customVision.publishIteration(iterationId, { name, predictionResourceId, overwrite });
        }
        return undefined;
    }
    catch (error) {
        if (!(error instanceof service_error/* ServiceError */._7)) {
            throw error;
        }
        if (error.mayHaveActed) {
            report.info('The answer was lost: looking whether the service did it.');
            return error;
        }
        if (OUTDATED.includes(error.code ?? '')) {
            report.info(`Things have changed meanwhile (${error.code ?? ''}): looking again.`);
            return error;
        }
        throw serviceFailure(describe(step, wanted), error, 'failed', await absence.end());
    }
}
/** Looks whether the step was taken: after a lost answer until it shows, for some seconds. */
async function lookFor(step, wanted, error, run) {
    let last = await lookOnce(step, wanted, run);
    const look = async () => {
        last = await lookOnce(step, wanted, run);
        return last.taken ? last : undefined;
    };
    if (!last.taken && error.mayHaveActed) {
        await lookAgain(PAUSES_MS, look, run);
    }
    return last;
}
async function lookOnce(step, wanted, run) {
    const iterations = await readIterations(run);
    if (wanted.kind === 'published' && !iterations.some(({ id }) => id === wanted.iterationId)) {
        throw notFound(wanted.iterationId, iterations, run);
    }
    const next = nextStep(wanted, iterations);
    return { iterations, next, taken: next?.kind !== step.kind };
}
function isSame(one, other) {
    return other !== null && keyOf(one) === keyOf(other);
}
function keyOf(step) {
    return step.kind === 'unpublish'
        ? `${step.iteration.id} ${step.name}`
        : `over ${step.holder?.id ?? 'nobody'}`;
}
/** Looks whether all is as wanted. @throws Failure if somebody else got in the way after the last step */
async function readBack(wanted, absence, run) {
    const look = async () => nextStep(wanted, await readIterations(run)) === null ? true : undefined;
    if ((await lookAgain([0, ...PAUSES_MS], look, run)) === undefined) {
        throw new report_failure/* Failure */.HR('failed', 'Published otherwise meanwhile', [
            `The service has taken what this run asked for, and shows something else: ${foreign_text_quoted(wanted.name)} is not as it should be. Another run publishes in this project, or the service is slow to show it.`,
            ...(await absence.end()),
            'Next: see in the portal under Performance what is published, give the jobs that publish one concurrency group, and run again.',
        ]);
    }
}
function done(step, absence, { outputs }) {
    outputs.set('changed', 'true');
    if (step.kind === 'publish') {
        absence.over();
    }
}
/** Says what is sent, and what a later run needs to bring it back. */
function tell(step, wanted, { outputs, report }) {
    report.info(`Asking the service to ${describe(step, wanted)}.`);
    const holder = step.kind === 'publish' ? step.holder : step.name === wanted.name ? step.iteration : undefined;
    if (holder !== undefined) {
        outputs.set('previousIterationId', holder.id);
    }
}
/** Follows "Could not ", or "Would ". */
function describe(step, wanted) {
    if (step.kind === 'unpublish') {
        return `take the name ${foreign_text_quoted(step.name)} from iteration ${step.iteration.id}`;
    }
    const inPlace = step.holder === undefined ? '' : `, in place of iteration ${step.holder.id}`;
    return `publish iteration ${wanted.iterationId ?? ''} as ${foreign_text_quoted(wanted.name)}${inPlace}`;
}

;// CONCATENATED MODULE: ./src/publish/smoke-test.ts




const MOST_SHOWN = 5;
/**
 * Sets the output.
 * @param onSeen is told what the iteration saw, whether that is good enough or not
 * @throws Failure `smoke-test-failed` if it saw something else, or was not sure enough
 */
async function passSmokeTest({ iteration, project }, test, { customVision, outputs, report }, onSeen) {
    const { image, expectedTag, minimumProbability } = test;
    report.info(`Asking iteration ${iteration.id} what it sees in ${foreign_text_quoted(image.file)}.`);
    const all = await explained(`test iteration ${iteration.id} with the smoke image`, () => customVision.quickTest(iteration.id, image.bytes));
    const found = all.find((one) => isTag(one, expectedTag));
    const probability = found?.probability ?? null;
    const best = all.slice(0, MOST_SHOWN);
    onSeen({ best, probability });
    outputs.set('smokeProbability', probability === null ? '' : figure(probability));
    const wrong = smoke_test_whatIsWrong(all, found, test, project);
    if (wrong !== undefined) {
        throw new report_failure/* Failure */.HR('smoke-test-failed', 'Smoke test failed', [
            `Iteration ${iteration.id} does not see in ${foreign_text_quoted(image.file)} what it should: ${wrong}. Nothing was changed.`,
            best.length === 0 ? 'It sees nothing at all in it.' : 'What it sees, the most probable first:',
            ...best.map((one) => foreign_text_foreign(`${figure(one.probability)} ${one.tagName}`)),
            'Next: look whether expected-tag and smoke-image fit together; if they do, train on more such images and publish that iteration; or, if this will do, lower minimum-probability.',
        ]);
    }
    report.info(`It sees ${foreign_text_quoted(expectedTag)} with a probability of ${figure(probability ?? 0)}, at least ${minimumProbability} was wanted.`);
}
function isTag({ tagId, tagName }, wanted) {
    return tagName === wanted || tagId === wanted.toLowerCase();
}
/** One tag of several may hold for an image, but in a project that gives each image one. */
function smoke_test_whatIsWrong(all, found, { expectedTag, minimumProbability }, { classificationType }) {
    const tag = foreign_text_quoted(expectedTag);
    if (found === undefined) {
        const [near] = names_nearNames(expectedTag, all.map(({ tagName }) => tagName));
        return `${tag} is not among its answers${near === undefined ? '' : `, but ${foreign_text_quoted(near)} is`}`;
    }
    const isOnlyOne = classificationType === 'Multiclass' && !found.hasBox;
    const [first] = all;
    if (isOnlyOne && first !== undefined && first.probability > found.probability) {
        return `${foreign_text_quoted(first.tagName)} is more probable than ${tag}`;
    }
    return found.probability < minimumProbability
        ? `${tag} has a probability of ${figure(found.probability)}, and at least ${minimumProbability} is wanted`
        : undefined;
}
/** At most four digits, cut off and not rounded: what is too low never looks as if it were enough. */
function figure(probability) {
    return String(Math.floor(probability * 10_000 + 1e-6) / 10_000);
}

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
;// CONCATENATED MODULE: ./src/summary/write-summary.ts
/**
 * Puts the summary where GitHub shows it, and into a file for whoever posts it elsewhere.
 */



/** GitHub drops a summary that is longer, in bytes. */
const write_summary_MOST_BYTES = 1_024 * 1_024;
/** Puts it in both places. A summary that cannot be written ends no run. */
async function writeSummary(summary, { env, outputs, report, workflow }) {
    await harmlessly(report, async () => {
        const { tempFolder } = await workflow();
        const folder = path.resolve([tempFolder, 'custom-vision'].join(path.sep));
        const file = path.join(folder, `summary-${outputs.get('iterationId') || 'none'}.md`);
        await mkdir(folder, { recursive: true });
        await writeFile(file, summary);
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
    if (shown !== undefined && Buffer.byteLength(summary) < write_summary_MOST_BYTES) {
        await (0,promises_.appendFile)(shown, summary);
    }
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

;// CONCATENATED MODULE: ./src/publish/summary.ts



/** In Markdown, for GitHub, and readable as it stands. */
function summaryOf(told) {
    const { said, plan, seen, inputs } = told;
    const tag = 'smokeTest' in inputs ? (inputs.smokeTest?.expectedTag ?? '') : '';
    return [
        `## ${verdict(told)}`,
        ...(said === null ? [] : [paragraphs(said.lines).join('\n')]),
        ...(plan.length === 0 ? [] : [paragraphs(plan.map((line) => `It would ${line}.`)).join('\n')]),
        table(['', ''], rows(told)),
        ...(seen === null
            ? []
            : [
                `<p>The smoke test expected ${code(tag)}. What the iteration sees, the most probable first:</p>`,
                table(['Tag', 'Probability'], seen.best.map(({ tagName, probability }) => [cell(code(tagName)), number(figure(probability))])),
            ]),
        '',
    ].join('\n\n');
}
function verdict({ status, said, changed, inputs }) {
    const name = code(inputs.publishName);
    switch (status) {
        case 'succeeded':
            return inputs.unpublish
                ? `${name} ${changed ? 'is not published any more' : 'was not published'}`
                : `${changed ? 'Published' : 'Published already'} as ${name}`;
        case 'dry-run':
            return `Dry run: nothing was published as ${name}, and nothing taken back`;
        default:
            return escaped(said?.title ?? status);
    }
}
function rows({ inputs, project, iterationId, previousIterationId, away }) {
    const resource = 'predictionResourceId' in inputs ? (inputs.predictionResourceId.split('/').at(-1) ?? '') : '';
    const row = (label, html) => [cell(escaped(label)), cell(html)];
    const known = (label, text) => (text === '' ? [] : [row(label, code(text))]);
    return [
        row('Project', `${code(project.name)} ${code(project.id)}`),
        row('Name', code(inputs.publishName)),
        ...known('Iteration', iterationId),
        ...known('Before', previousIterationId),
        ...known('Prediction resource', resource),
        ...(away === null ? [] : [row('Away', `${code(away.name)}, for ${escaped(seconds(away.ms))}`)]),
    ];
}

;// CONCATENATED MODULE: ./src/publish/story.ts
/**
 * Keeps what the summary tells of a run that publishes, while it goes on.
 */



class PublishStory {
    /** Its name is foreign text; the id is empty until the run knows the project. */
    project = { name: '', id: '' };
    plan = [];
    seen = null;
    away = null;
    inputs;
    services;
    constructor(inputs, services) {
        this.inputs = inputs;
        this.services = services;
    }
    /** Writes the summary, if the run came to know its project. @param error why the run ended early */
    async end(status, error) {
        const { inputs, services, project, plan, seen, away } = this;
        const { outputs } = services;
        if (project.id === '') {
            return;
        }
        const summary = summaryOf({
            ...{ status, inputs, project, plan, seen, away },
            said: error instanceof report_failure/* Failure */.HR ? { title: error.title, lines: error.message.split('\n') } : null,
            iterationId: outputs.get('iterationId'),
            previousIterationId: outputs.get('previousIterationId'),
            changed: outputs.get('changed') === 'true',
        });
        await showSummary(summary, services);
    }
}

;// CONCATENATED MODULE: ./src/publish/main.ts
/**
 * The story of a run that publishes: read what there is, test the iteration, and bring about what is wanted. It reads
 * first and acts only if needed, so a run that is started again goes on where an earlier one stopped.
 */








/**
 * Runs to the end and sets every output but `status`.
 * @throws Failure; the signal's reason when aborted
 */
async function publish(inputs, services) {
    const story = new PublishStory(inputs, services);
    try {
        await bringAbout(inputs, services, story);
        const status = inputs.dryRun ? 'dry-run' : 'succeeded';
        await story.end(status);
        return status;
    }
    catch (error) {
        await story.end(error instanceof report_failure/* Failure */.HR ? error.status : 'failed', error);
        throw error;
    }
}
async function bringAbout(inputs, services, story) {
    const { outputs, report } = services;
    outputs.set('publishName', inputs.publishName);
    // Nothing is changed yet.
    if (outputs.unwritten !== undefined) {
        throw outputs.unwritten;
    }
    const target = await report.group('Look what is published', () => findTarget(inputs, services));
    const { project, iterations, run } = target;
    story.project = project;
    const wanted = wantedOf(inputs, target);
    const first = nextStep(wanted, iterations);
    outputs.set('iterationId', wanted.iterationId ?? (first?.kind === 'unpublish' ? first.iteration.id : ''));
    if (first === null) {
        report.info(alreadySo(wanted));
        return;
    }
    await test(inputs, target, story);
    if (inputs.dryRun) {
        story.plan = planOf(wanted, target);
        story.plan.forEach((line) => {
            report.info(`A run without dry-run would ${line}.`);
        });
        return;
    }
    const { ended } = await report.group('Publish', () => ensure(wanted, iterations, run));
    if (ended !== undefined) {
        story.away = ended;
        report.notice('Name was away', [
            `The service takes no new name for what is published: iteration ${wanted.iterationId ?? ''} had to lose the name ${foreign_text_quoted(ended.name)} first, and was away for ${seconds(ended.ms)}.`,
            ...(ended.name === wanted.name ? [] : [`Nothing answers under ${foreign_text_quoted(ended.name)} any more.`]),
        ]);
    }
    report.info(`Done: ${nowSo(wanted)}.`);
}
function wantedOf(inputs, { iteration }) {
    const name = inputs.publishName;
    return inputs.unpublish
        ? { kind: 'unpublished', name, iterationId: iteration?.id ?? null }
        : {
            kind: 'published',
            name,
            iterationId: iteration?.id ?? '',
            predictionResourceId: inputs.predictionResourceId,
        };
}
async function test(inputs, target, story) {
    const { iteration, project, run } = target;
    if (!inputs.unpublish && inputs.smokeTest !== null && iteration !== null) {
        const { smokeTest } = inputs;
        await run.report.group('Smoke test', () => passSmokeTest({ iteration, project }, smokeTest, run, (seen) => {
            story.seen = seen;
        }));
    }
}
/** Each step that would be taken, in words that follow "would ". */
function planOf(wanted, { iterations }) {
    const plan = [];
    let known = iterations;
    for (let step = nextStep(wanted, known); step !== null; step = nextStep(wanted, known)) {
        plan.push(describe(step, wanted));
        known = after(step, wanted, known);
    }
    return plan;
}
function nowSo(wanted) {
    return wanted.kind === 'published'
        ? `iteration ${wanted.iterationId} is published as ${foreign_text_quoted(wanted.name)}`
        : `no iteration${wanted.iterationId === null ? '' : ` ${wanted.iterationId}`} is published as ${foreign_text_quoted(wanted.name)}`;
}
function alreadySo(wanted) {
    return `Nothing is to be done: ${nowSo(wanted)} already.`;
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
                foreign_text_foreign(this.trouble.message),
                'The outputs are:',
                ...this.names.map((name) => foreign_text_foreign(`${name}=${this.get(name)}`)),
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

;// CONCATENATED MODULE: ./src/publish/outputs.ts
/**
 * The outputs of the action that publishes, in the forms that publish/action.yml promises.
 */

/** What each output says while the run knows nothing else. */
const outputs_DEFAULTS = {
    publishName: '',
    iterationId: '',
    previousIterationId: '',
    changed: 'false',
    status: 'failed',
    smokeProbability: '',
};
class PublishOutputs extends StepOutputs {
    constructor(write) {
        super(outputs_DEFAULTS, write);
    }
}

;// CONCATENATED MODULE: ./src/publish/action.ts
/**
 * The action that publishes, as the edge runs it: its inputs, the real services, and its run.
 */








const CANCELLED = new report_failure/* Failure */.HR('cancelled', 'Cancelled', [
    'The run was cancelled before it changed anything.',
    'Next: run the workflow again, it picks up where this run stopped.',
]);
/** Runs it as a step of a job: it never rejects. */
async function publishStep(env) {
    const outputs = new PublishOutputs();
    await runResourceStep(env, {
        outputs,
        cancelled: CANCELLED,
        leastRole: 'Deployment',
        read: readPublishInputs,
        run: async (inputs, { api, patience, resource }, signal) => {
            return await publish(inputs, {
                resource,
                inProject: (id) => new PublicationApi(id, api, patience, runnerReport.mask),
                clock: time_clock/* systemClock */.ml,
                report: runnerReport,
                signal,
                outputs,
                env,
            });
        },
    });
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

/***/ 3355:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B2: () => (/* binding */ Deadline),
/* harmony export */   ml: () => (/* binding */ systemClock)
/* harmony export */ });
/* unused harmony export formatDuration */
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8500);
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

