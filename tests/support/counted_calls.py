"""A line to a server of Ohmstead that counts the calls which pass it. Standard library only."""

import gzip
import http.client
import json
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NOT_PASSED_ON = {"connection", "content-length", "keep-alive", "transfer-encoding"}


@dataclass(frozen=True)
class Call:
    began: float  # as time.time()
    ended: float
    status: int
    sent_bytes: int  # the body, as packed as it was
    answered_bytes: int
    kinds: tuple[str, ...]  # of the batch's items
    next_interval_ms: int

    @property
    def blocks(self):
        return self.kinds.count("blocks")

    @property
    def chunks(self):
        return self.kinds.count("chunks")


class CountedCalls:
    """`with CountedCalls(port) as line:` passes what comes to `line.url` on to `port`, one call at
    a time. `calls` are those to /ingest, oldest first. While it is `broken` it answers 503 itself,
    and counts that as `refused`."""

    def __init__(self, port):
        self.calls = []
        self.broken = False
        self.refused = 0
        line = self
        turn = threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *_):
                pass

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with turn:
                    if line.broken:
                        line.refused += 1
                        self.send_error(503)
                    else:
                        line._pass_on(self, port, body)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def _pass_on(self, handler, port, body):
        headers = {name: value for name, value in handler.headers.items()
                   if name.lower() not in NOT_PASSED_ON | {"host"}}
        began = time.time()
        server = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            server.request("POST", handler.path, body, headers)
            answer = server.getresponse()
            text = answer.read()
        finally:
            server.close()
        self.calls.append(call_of(began, headers, body, answer.status, text))
        handler.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in NOT_PASSED_ON:
                handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(text)))
        handler.end_headers()
        handler.wfile.write(text)


def call_of(began, headers, body, status, text):
    packed = any(name.lower() == "content-encoding" for name in headers)
    batch = json.loads(gzip.decompress(body) if packed else body)
    answer = json.loads(text)
    return Call(began, time.time(), status, len(body), len(text),
                tuple(item["kind"] for item in batch["items"]), answer.get("next_interval_ms", 0))
