"""A running Ohmstead with an owner, for tests that use its API from outside.

Standard library only. Knows the command line and the HTTP contract, nothing of the inside.
"""

import http.cookiejar
import json
import os
import re
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from program import Program

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("OHMSTEAD_BUILD", ROOT / "build" / "release"))
BINARY = BUILD / "ohmstead"
READY = re.compile(r"Ohmstead is ready at (https?://\S+?)/\s")
SETUP_LINK = re.compile(r"https?://\S+?/setup#token=(\S+)")
EMAIL, PASSWORD = "owner@example.invalid", "a-long-word-for-the-test-home"
START_TIMEOUT_S = 15


class Refused(Exception):
    """The server answered with a problem."""

    def __init__(self, status, problem):
        super().__init__(f"{status}: {problem}")
        self.status = status
        self.problem = problem


def wait_for(check, timeout_s, what, interval_s=0.05):
    """The first true value of `check`; AssertionError with its last value when there is none."""
    end = time.monotonic() + timeout_s
    while True:
        value = check()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {timeout_s} s: {what}")
        time.sleep(interval_s)


def plain_environment(**more):
    """The environment without what would configure Ohmstead."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OHMSTEAD_")}
    return kept | more


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Ohmstead(Program):
    """`with Ohmstead() as server:` starts it on a free loopback port with its own data folder and
    signs in as its first owner; `server.get("/me")` and the like then call /api/v1.

    `kill`, `stop` and `start` keep the folder, the port and the owner. `variables` are added to its
    environment; with the `cookies` of another server it takes part in the session there.
    """

    def __init__(self, *arguments, binary=BINARY, port=None, variables=None, cookies=None):
        super().__init__("ohmstead")
        self._binary = binary
        self._environment = plain_environment(**(variables or {}))
        self._arguments = arguments
        self.port = port or free_port()
        self._csrf = None
        self.url = None
        self.cookies = http.cookiejar.CookieJar() if cookies is None else cookies
        # The certificate is the server's own; this is loopback.
        insecure = ssl.create_default_context()
        insecure.check_hostname = False
        insecure.verify_mode = ssl.CERT_NONE
        self.tls = insecure
        handlers = urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=insecure)
        self.opener = urllib.request.build_opener(*handlers, urllib.request.HTTPCookieProcessor(self.cookies))
        # A program with a key has no session beside it.
        self._key_opener = urllib.request.build_opener(*handlers)

    def start(self):
        """Starts it and signs in; returns the seconds until it said that it is ready."""
        began = time.monotonic()
        with open(self._log, "ab") as log:
            said = log.tell()
            self._process = subprocess.Popen(
                [str(self._binary), "serve", "--data", str(self.data),
                 "--listen", f"127.0.0.1:{self.port}", *self._arguments],
                cwd=ROOT, env=self._environment,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.url = wait_for(lambda: self._find(READY, said), START_TIMEOUT_S, "it is ready")
        seconds = time.monotonic() - began
        session = wait_for(self._session, START_TIMEOUT_S, "the session answers")
        if not session["signed_in"]:
            session = self._sign_in(session, said)
        self._csrf = session["csrf_token"]
        return seconds

    def run(self, *arguments, variables=None):
        """What another command prints, on the same data folder; `variables` are its own."""
        done = subprocess.run(
            [str(self._binary), *arguments, "--data", str(self.data)],
            env=self._environment | (variables or {}), stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(arguments)}: {done.stderr}")
        return done.stdout.strip()

    def beside(self, email, password):
        """The client of another person, signed in at the same server."""
        other = Ohmstead(binary=self._binary)
        other.url = self.url
        other._csrf = other.post("/auth/local", {"email": email, "password": password})["csrf_token"]
        return other

    def entered_as(self, role):
        """The client of another browser, let into this demo by role."""
        other = Ohmstead(binary=self._binary)
        other.url = self.url
        other._csrf = other.post("/auth/demo", {"role": role})["csrf_token"]
        return other

    @property
    def csrf(self):
        """What a write in the session sends back."""
        return self._csrf

    def get(self, path):
        return self.request("GET", path)

    def post(self, path, body=None):
        return self.request("POST", path, body)

    def put(self, path, body):
        return self.request("PUT", path, body)

    def request(self, method, path, body=None, key=None):
        """The decoded answer of /api/v1`path`, or None when it has no body; raises Refused. With a
        `key` it asks as a program that has it, else as the signed-in owner."""
        headers = {"Accept": "application/json"}
        if key is not None:
            headers["Authorization"] = f"Bearer {key}"
        elif method != "GET":
            headers["Origin"] = self.url
            if self._csrf is not None:
                headers["X-CSRF-Token"] = self._csrf
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(self.url + "/api/v1" + path, data, headers, method=method)
        opener = self.opener if key is None else self._key_opener
        try:
            with opener.open(request, timeout=60) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise Refused(error.code, error.read().decode(errors="replace")) from None
        return json.loads(text) if text else None

    def _find(self, pattern, since):
        found = self._said(pattern, since)
        return found and found[1]

    def _session(self):
        try:
            return self.get("/auth/session")
        except OSError:
            return None

    def _sign_in(self, session, said):
        if session["demo"]:
            return self.post("/auth/demo", {"role": "admin"})
        if session["ways"]["setup"]:
            token = wait_for(lambda: self._find(SETUP_LINK, said), START_TIMEOUT_S, "a set-up link")
            return self.post("/auth/setup", {"token": token, "name": "Owner", "email": EMAIL,
                                             "password": PASSWORD})
        return self.post("/auth/local", {"email": EMAIL, "password": PASSWORD})
