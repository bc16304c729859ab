// A directory for the browser tests: the certified oidc-provider, set up to issue what Entra ID issues to one tenant
// (version 2.0). Prints where it listens. Whoever comes chooses on a page whom to be.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { Provider } from "../web/node_modules/oidc-provider/lib/index.js";

const tenant = "7b0c1a52-1111-4222-8333-444455556666";
const base = `/${tenant}/v2.0`;

const people = {
    olga: { oid: "00000000-0000-4000-8000-000000000001", roles: ["Admin"] },
    vera: { oid: "00000000-0000-4000-8000-000000000002", roles: ["Viewer"] },
    viktor: { oid: "00000000-0000-4000-8000-000000000003", roles: ["Viewer"] },
    mira: { oid: "00000000-0000-4000-8000-000000000004", roles: ["Manager"] },
    nobody: {
        oid: "00000000-0000-4000-8000-000000000005",
        roles: ["Stranger"],
    },
    petra: { oid: "00000000-0000-4000-8000-000000000006", roles: ["Provider"] },
};
const named = (id) => id[0].toUpperCase() + id.slice(1);

const server = createServer((request, response) => {
    if (!request.url.startsWith(`${base}/`)) {
        response.writeHead(404).end();
        return;
    }
    // As a framework would mount it.
    request.originalUrl = request.url;
    request.url = request.url.slice(base.length);
    const choice = /^\/interaction\/([\w-]+)(?:\/as\/(\w+))?$/.exec(
        request.url,
    );
    if (!choice) {
        answer(request, response);
    } else if (choice[2]) {
        void become(request, response, choice[2]);
    } else {
        response.writeHead(200, { "Content-Type": "text/html" });
        response.end(
            Object.keys(people)
                .map(
                    (id) =>
                        `<p><a href="${base}/interaction/${choice[1]}/as/${id}">${named(id)}</a></p>`,
                )
                .join("\n"),
        );
    }
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const origin = `http://localhost:${server.address().port}`;

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const provider = new Provider(`${origin}${base}`, {
    clients: [
        {
            client_id: "2c2c2c2c-aaaa-4bbb-8ccc-dddd00001111",
            client_secret: "a-secret-of-the-browser-tests",
            redirect_uris: ["https://127.0.0.1/api/v1/auth/oidc/work/callback"],
        },
    ],
    jwks: {
        keys: [
            {
                ...privateKey.export({ format: "jwk" }),
                kid: "one",
                use: "sig",
                alg: "RS256",
            },
        ],
    },
    cookies: { keys: ["a key of the browser tests"] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    claims: {
        openid: ["sub", "tid", "oid", "roles", "ver"],
        profile: ["name"],
        email: ["email"],
    },
    conformIdTokenClaims: false,
    interactions: {
        url: (_, interaction) => `${base}/interaction/${interaction.uid}`,
    },
    findAccount: (_, id) => ({
        accountId: id,
        claims: () => ({
            sub: `pairwise-${id}`,
            tid: tenant,
            ver: "2.0",
            name: named(id),
            email: "family@example.org",
            ...people[id],
        }),
    }),
});
// The port of the server under test is not known before it runs.
const ours = /^https:\/\/127\.0\.0\.1:\d+/;
provider.Client.prototype.redirectUriAllowed = (uri) =>
    ours.test(uri) && uri.endsWith("/api/v1/auth/oidc/work/callback");
provider.Client.prototype.postLogoutRedirectUriAllowed = (uri) =>
    ours.test(uri) && uri.endsWith("/sign-in");
const answer = provider.callback();

async function become(request, response, id) {
    const { params, grantId } = await provider.interactionDetails(
        request,
        response,
    );
    const grant = grantId
        ? await provider.Grant.find(grantId)
        : new provider.Grant({ accountId: id, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    const granted = await grant.save();
    await provider.interactionFinished(
        request,
        response,
        { login: { accountId: id }, consent: { grantId: granted } },
        { mergeWithLastSubmission: true },
    );
}

console.log(`directory at ${origin}`);
process.on("SIGTERM", () => process.exit(0));
