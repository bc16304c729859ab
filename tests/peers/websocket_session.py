"""A small synchronous client for Home Assistant's WebSocket API.

It knows nothing of Ohmstead: it sends what it is told, keeps every frame in order and hands
them out. Needs the `websockets` package, so it runs inside the peer's environment.
"""

import json
import time

from websockets.sync.client import connect


class CommandFailed(Exception):
    def __init__(self, error):
        super().__init__(f"{error.get('code')}: {error.get('message')}")
        self.code = error.get("code")


class Session:
    """One connection. `frames` lists (direction, frame) in the order of the wire, where a frame
    that the server sent as an array is kept as the array."""

    def __init__(self, url, token=None):
        self.frames = []
        self._next_id = 1
        self._pending = []
        self._socket = connect(
            url.replace("http", "ws", 1) + "/api/websocket",
            max_size=None, compression=None, open_timeout=10)
        self.receive()
        if token is not None:
            self.send({"type": "auth", "access_token": token})
            answer = self.receive()
            if answer["type"] != "auth_ok":
                raise CommandFailed({"code": answer["type"], "message": answer.get("message")})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._socket.close()

    def send(self, frame):
        """Sends a frame, or an array of frames, as it stands."""
        self.frames.append(("sent", frame))
        self._socket.send(json.dumps(frame))

    def send_command(self, kind, **fields):
        """Sends one command under the next id, which is returned."""
        number = self._next_id
        self._next_id += 1
        self.send({"id": number, "type": kind, **fields})
        return number

    def receive(self, timeout=10):
        """The next single message, whether it came alone or in an array."""
        if not self._pending:
            frame = json.loads(self._socket.recv(timeout))
            self.frames.append(("received", frame))
            self._pending = list(frame) if isinstance(frame, list) else [frame]
        return self._pending.pop(0)

    def wait_for(self, accept, timeout=10):
        """The next message that `accept` says yes to; the others are passed over."""
        end = time.monotonic() + timeout
        while True:
            message = self.receive(max(0.01, end - time.monotonic()))
            if accept(message):
                return message

    def result(self, number, timeout=10):
        message = self.wait_for(
            lambda m: m.get("id") == number and m["type"] == "result", timeout)
        if not message["success"]:
            raise CommandFailed(message["error"])
        return message["result"]

    def call(self, kind, timeout=10, **fields):
        """Sends a command and returns its result."""
        return self.result(self.send_command(kind, **fields), timeout)

    def event(self, number, timeout=10):
        """The next event of the subscription with that id."""
        return self.wait_for(
            lambda m: m.get("id") == number and m["type"] == "event", timeout)["event"]
