"""A DynamoDB for the tests of the stores on it: moto's, in memory, on a free loopback port.

    python3 dynamodb.py build/release/test_contract --gtest_filter=*dynamodb*

starts it, runs the command with OHMSTEAD_DYNAMODB_ENDPOINT set, and exits as the command did.
Amazon's own DynamoDB Local comes under its vendor's terms instead of an open-source licence, so it
is not fetched. Any server that speaks DynamoDB's protocol can stand in this one's place by setting
that variable oneself.
"""

import contextlib
import io
import json
import os
import subprocess
import sys
import threading
import zlib

import environment

environment.enter(environment.DYNAMODB_VENV, environment.DYNAMODB_REQUIREMENTS)

import moto_snapshots  # noqa: E402
from moto.moto_server.werkzeug_app import create_backend_app  # noqa: E402
from werkzeug.serving import WSGIRequestHandler, make_server  # noqa: E402

moto_snapshots.install()

# Any will do: signatures are made, and not checked here.
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


class KeepAlive(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, *arguments):
        pass


def one_at_a_time(application):
    """A request is atomic in DynamoDB; moto leaves that to whoever calls it."""
    turn = threading.Lock()

    def take_turns(environ, start_response):
        with turn:
            return application(environ, start_response)

    return take_turns


def metered(application, meter):
    """The application behind a `capacity_meter.Meter`, which knows clients by their access key."""

    def answer(environ, start_response):
        operation = environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")[2]
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        client = environ.get("HTTP_AUTHORIZATION", "").partition("Credential=")[2].split("/")[0]
        said = []

        def engine(operation, request):
            text = json.dumps(request).encode()
            target = environ["HTTP_X_AMZ_TARGET"].rpartition(".")[0] + "." + operation
            given = environ | {"wsgi.input": io.BytesIO(text), "CONTENT_LENGTH": str(len(text)),
                               "HTTP_X_AMZ_TARGET": target}
            answered = b"".join(application(given, lambda *head, **_: said.append(head)))
            return int(said[-1][0].split()[0]), json.loads(answered)

        status, answered = meter.ask(client, operation, json.loads(body), engine)
        text = json.dumps(answered).encode()
        renewed = {"content-length": str(len(text)), "x-amz-crc32": str(zlib.crc32(text))}
        status_line, headers = said[0][:2]
        assert status_line.startswith(str(status))
        start_response(status_line, [(name, renewed.get(name.lower(), value))
                                     for name, value in headers])
        return [text]

    return answer


@contextlib.contextmanager
def running(meter=None):
    """Runs it; the value is what the environment of its clients needs. A `capacity_meter.Meter`
    computes what the requests consume, which moto does not."""
    application = create_backend_app("dynamodb")
    if meter is not None:
        application = metered(application, meter)
    server = make_server("127.0.0.1", 0, one_at_a_time(application), threaded=True,
                         request_handler=KeepAlive)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield CREDENTIALS | {
            "OHMSTEAD_DYNAMODB_ENDPOINT": f"http://127.0.0.1:{server.server_port}"}
    finally:
        server.shutdown()
        server.server_close()


def main():
    with running() as variables:
        ended = subprocess.run(sys.argv[1:], env=os.environ | variables)
    sys.exit(ended.returncode)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: dynamodb.py COMMAND [ARGUMENT...]")
    main()
