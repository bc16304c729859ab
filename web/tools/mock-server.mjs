// A stand-in for the server: serves dist/ with the real headers and answers the API from a small model of three
// homes. For looking at the app and for taking pictures, in every state:
//   npm run mock -- [--port 8480] [--prefix /x/y/] [--scenario full]
// Scenarios: full, empty, loading, failing, forbidden, new-owner, wizard, no-preferences, offline, plain.
// POST /mock {"scenario": "…"} changes it while running.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { answer } from './mock/api.mjs';
import { serveFile } from './mock/files.mjs';
import { follow } from './mock/live.mjs';
import { world } from './mock/world.mjs';

const option = (name, fallback) => {
    const index = process.argv.indexOf(`--${name}`);
    return index < 0 ? fallback : process.argv[index + 1];
};
const prefix = option('prefix', '/');
world.scenario = option('scenario', 'full');

const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://mock');
    if (!url.pathname.startsWith(prefix)) {
        response.writeHead(404).end();
        return;
    }
    const path = url.pathname.slice(prefix.length);
    const body = await read(request);
    if (path === 'mock' && request.method === 'POST') {
        Object.assign(world, body);
        response.writeHead(204).end();
    } else if (path.startsWith('api/v1/')) {
        await answer(
            request.method ?? 'GET',
            path.slice('api/v1/'.length),
            url.searchParams,
            body,
            response,
        );
    } else {
        await serveFile(path, prefix, request, response);
    }
});

const sockets = new WebSocketServer({ noServer: true });
server.on('upgrade', (request, socket, head) => {
    if (world.scenario === 'offline' || !request.url?.startsWith(`${prefix}api/v1/live`)) {
        socket.destroy();
        return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => follow(client));
});

server.listen(Number(option('port', '8480')), '127.0.0.1', () => {
    console.log(`Mock of Ohmstead is ready at http://127.0.0.1:${server.address().port}${prefix}`);
});

async function read(request) {
    const parts = [];
    for await (const part of request) {
        parts.push(part);
    }
    try {
        return JSON.parse(Buffer.concat(parts).toString('utf8'));
    } catch {
        return {};
    }
}
