import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const types = {
    '.html': 'text/html; charset=utf-8',
    '.js': 'text/javascript; charset=utf-8',
    '.css': 'text/css; charset=utf-8',
    '.svg': 'image/svg+xml',
    '.woff2': 'font/woff2',
    '.txt': 'text/plain; charset=utf-8',
};

/** A file of the build, or the app itself for navigation requests. */
export async function serveFile(path, prefix, request, response) {
    const wanted = normalize(join(dist, path));
    const type = types[extname(wanted)];
    if (type && wanted.startsWith(dist) && !wanted.endsWith('index.html')) {
        try {
            send(
                await readFile(wanted),
                type,
                'public, max-age=31536000, immutable',
                request,
                response,
            );
        } catch {
            response.writeHead(404).end();
        }
        return;
    }
    const nonce = randomBytes(16).toString('base64');
    const page = (await readFile(join(dist, 'index.html'), 'utf8'))
        .replaceAll('%NONCE%', nonce)
        .replace('<base href="/"', `<base href="${prefix}"`);
    response.setHeader(
        'Content-Security-Policy',
        `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; ` +
            `frame-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types angular angular#bundler`,
    );
    response.setHeader('X-Content-Type-Options', 'nosniff');
    send(Buffer.from(page), 'text/html; charset=utf-8', 'no-cache', request, response);
}

function send(content, type, cache, request, response) {
    response.setHeader('Content-Type', type);
    response.setHeader('Cache-Control', cache);
    if (/gzip/.test(request.headers['accept-encoding'] ?? '') && !type.startsWith('font/')) {
        response.setHeader('Content-Encoding', 'gzip');
        response.end(gzipSync(content));
    } else {
        response.end(content);
    }
}
