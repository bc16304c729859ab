"""A DynamoDB for the tests of the stores on it: moto's, in memory, on a free loopback port.

    python3 dynamodb.py build/release/test_contract --gtest_filter=*dynamodb*

starts it, runs the command with OHMSTEAD_DYNAMODB_ENDPOINT set, and exits as the command did.
Amazon's own DynamoDB Local comes under its vendor's terms instead of an open-source licence, so it
is not fetched. Any server that speaks DynamoDB's protocol can stand in this one's place by setting
that variable oneself.
"""

import contextlib
import os
import subprocess
import sys
import threading

import environment

environment.enter(environment.DYNAMODB_VENV, environment.DYNAMODB_REQUIREMENTS)

from moto.moto_server.werkzeug_app import create_backend_app  # noqa: E402
from werkzeug.serving import WSGIRequestHandler, make_server  # noqa: E402

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


@contextlib.contextmanager
def running():
    """Runs it; the value is what the environment of its clients needs."""
    server = make_server("127.0.0.1", 0, one_at_a_time(create_backend_app("dynamodb")),
                         threaded=True, request_handler=KeepAlive)
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
