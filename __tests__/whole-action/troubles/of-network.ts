/**
 * No answer at all: names, connections and certificates, on the way to the service and to storage.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createCertificateAuthority } from '../../../emulator/entra/certificate.ts';
import type { ScenarioOptions } from '../scenario.ts';
import { sasInputs } from '../storage-sas.ts';
import { cutting, refusing, startStub } from './stub.ts';
import type { Scene, Trouble } from './trouble.ts';

const NAME_SERVER = pathToFileURL(path.join(import.meta.dirname, '..', 'name-server.ts')).href;
const NOTHING_LISTENS = 'http://127.0.0.1:9';
/** The time of the test may be ahead of that of TLS, by hours. */
const MONTH_MS = 30 * 86_400_000;
const any = refusing(500, 'InternalError');

/** Where the host is, and what the machine has to be like. */
type Host = (scene: Scene) => Promise<{ origin: string; options?: ScenarioOptions }>;

/** A name server that answers a question for this host with the code. */
function nameless(code: string): Host {
  return async ({ folder }) => {
    const file = path.join(folder, 'no-names');
    await writeFile(file, code);
    const options = { preload: NAME_SERVER, env: { NO_NAMES_FILE: file } };
    return { origin: 'http://localhost:9', options };
  };
}

function certified(make: () => { ca?: string; key: string; cert: string }): Host {
  return async (scene) => {
    const { ca, ...tls } = make();
    const port = await startStub(scene, any, tls);
    const file = path.join(scene.folder, 'ca.pem');
    await writeFile(file, ca ?? '');
    return {
      origin: `https://127.0.0.1:${port}`,
      ...(ca === undefined ? {} : { options: { env: { NODE_EXTRA_CA_CERTS: file } } }),
    };
  };
}

const HOSTS: Readonly<Record<string, { host: Host; advice: string }>> = {
  ENOTFOUND: { host: nameless('ENOTFOUND'), advice: 'the host name is not known' },
  EAI_AGAIN: { host: nameless('EAI_AGAIN'), advice: 'the host name could not be resolved just now' },
  ETIMEDOUT: { host: nameless('ETIMEDOUT'), advice: 'nothing answered in time' },
  ECONNREFUSED: {
    host: () => Promise.resolve({ origin: NOTHING_LISTENS }),
    advice: 'nothing accepts connections there',
  },
  ECONNRESET: {
    host: async (scene) => ({ origin: `http://127.0.0.1:${await startStub(scene, cutting)}` }),
    advice: 'the connection was cut',
  },
  EPROTO: {
    host: async (scene) => ({ origin: `https://127.0.0.1:${await startStub(scene, any)}` }),
    advice: 'the host does not speak TLS at that port',
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    host: certified(() => createCertificateAuthority().selfSigned),
    advice: 'the certificate is not trusted',
  },
  SELF_SIGNED_CERT_IN_CHAIN: {
    host: certified(() => {
      const { ca, server } = createCertificateAuthority();
      return { key: server.key, cert: server.cert + ca };
    }),
    advice: 'the certificate is not trusted',
  },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    host: certified(() => createCertificateAuthority().chained),
    advice: 'the certificate is not trusted',
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    host: certified(() => createCertificateAuthority().server),
    advice: 'the certificate is not trusted',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    host: certified(() => {
      const { ca, elsewhere } = createCertificateAuthority();
      return { ca, ...elsewhere };
    }),
    advice: 'the certificate is of another host',
  },
  CERT_HAS_EXPIRED: {
    host: certified(() => {
      const { ca, server } = createCertificateAuthority({ fromMs: -2 * MONTH_MS, toMs: -MONTH_MS });
      return { ca, ...server };
    }),
    advice: 'the certificate of the host is not valid at this time',
  },
  CERT_NOT_YET_VALID: {
    host: certified(() => {
      const { ca, server } = createCertificateAuthority({ fromMs: MONTH_MS, toMs: 2 * MONTH_MS });
      return { ca, ...server };
    }),
    advice: 'the certificate of the host is not valid at this time',
  },
};

function toStorage(code: string, { host, advice }: { host: Host; advice: string }): Trouble {
  return {
    name: `queue and container end in ${code}`,
    title: 'Storage out of reach',
    code,
    says: () => [
      'Could not read the queue http',
      'Could not list the container http',
      `/account/notes (notification-queue-uri). No answer arrived:\n| ${code}: `,
      `/account/models (export-model-container-uri). No answer arrived:\n| ${code}: `,
      `\nNext: ${advice}`,
    ],
    arrange: async (scene) => {
      const { origin, options } = await host(scene);
      const account = `${origin}/account`;
      const inputs = {
        'notification-queue-uri': `${account}/notes`,
        'export-model-container-uri': `${account}/models`,
      };
      return { ...options, inputs };
    },
  };
}

function toService(code: string, { host, advice }: { host: Host; advice: string }): Trouble {
  return {
    name: `endpoint ends in ${code}`,
    title: 'Service out of reach',
    says: ({ project }) => [
      `Could not read the project ${project.projectId}: no answer arrived.\n| `,
      `\nNext: ${advice}`,
    ],
    saysOnce: 'GetProject was not answered; trying again.',
    arrange: async (scene) => {
      const { origin, options } = await host(scene);
      return { ...options, inputs: { endpoint: origin } };
    },
  };
}

/** The advice is the same: the service stands for itself where trouble is tried three times, six times, and with TLS. */
const OF_SERVICE = ['ENOTFOUND', 'ECONNREFUSED', 'ECONNRESET', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'];

const PROXY: Trouble = {
  name: 'the proxy is down',
  title: 'No way through the proxy',
  says: ({ project }) => [
    `Could not read the project ${project.projectId}: no answer arrived.\n| `,
    `\nNext: check HTTPS_PROXY: the proxy ${NOTHING_LISTENS} that it names cannot be reached`,
  ],
  arrange: () => ({
    env: { HTTPS_PROXY: NOTHING_LISTENS },
    inputs: { endpoint: 'https://service.example' },
  }),
};

const ONE_HOST: Trouble = {
  name: 'a typo in one of two accounts',
  title: 'Storage out of reach',
  code: 'ENOTFOUND',
  says: ({ project }) => [
    'The two URIs name two accounts; where that is a typo, one of these hosts is wrong:\n| notification-queue-uri: localhost:9\n',
    `| export-model-container-uri: ${new URL(project.exportModelContainerUri).host}\nNext: `,
  ],
  arrange: async (scene) => {
    const { origin, options } = await nameless('ENOTFOUND')(scene);
    const inputs = sasInputs(scene.emulator, scene.project);
    const { search } = new URL(inputs['notification-queue-uri'] ?? '');
    return { ...options, inputs: { ...inputs, 'notification-queue-uri': `${origin}/acount/notes${search}` } };
  },
};

const IPV6: Trouble = {
  name: 'services at an IPv6 address',
  title: 'Inputs refused',
  says: () => [
    '- endpoint: it names an IPv6 address, ',
    '- notification-queue-uri: it names an IPv6 address, ',
    '- export-model-container-uri: it names an IPv6 address, which Azure’s libraries cannot connect to; expected a host name, such as: localhost',
  ],
  arrange: () => ({
    inputs: {
      endpoint: 'http://[::1]:8080',
      'notification-queue-uri': 'http://[::1]:10001/devstoreaccount1/notes',
      'export-model-container-uri': 'https://[fd00::1]/devstoreaccount1/models',
    },
  }),
};

export const OF_NETWORK: readonly Trouble[] = [
  PROXY,
  ONE_HOST,
  IPV6,
  ...Object.entries(HOSTS).flatMap(([code, host]) => [
    ...(OF_SERVICE.includes(code) ? [toService(code, host)] : []),
    toStorage(code, host),
  ]),
];
