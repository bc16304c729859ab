#!/usr/bin/env python3
"""The endpoints that are measured, written with FastAPI: what Ohmstead is compared with.

    build/peers/fastapi-venv/bin/python bench/peer_fastapi/app.py --port 9000 \
        --database build/bench/fastapi.db --key secret --channels a,b,c

`POST /api/v1/ingest` takes the same body, refuses the same things and is as durable: one SQLite
transaction with synchronous=FULL per request, committed before the answer, where an equal channel,
measure and time is replaced. It is one process, as is what it is compared with. The handlers are
coroutines that call SQLite directly: that is faster here than the thread pool, because there is
one writer.
"""

import argparse
import asyncio
import hashlib
import hmac
import json
import math
import sqlite3
import time
from contextlib import asynccontextmanager
from typing import Annotated, Literal

import uvicorn
from fastapi import Depends, FastAPI, Header, HTTPException, Request, WebSocket
from fastapi.responses import JSONResponse, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

MAX_READINGS = 20_000
FRAME_BYTES = 200
FRAMES_PER_SECOND = 10
# Stored as whole numbers: mWh, mW, and thousandths of a state.
SCALE = {"counter": 1_000_000, "power": 1_000, "state": 1_000}

SCHEMA = """
CREATE TABLE IF NOT EXISTS channel(number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE IF NOT EXISTS reading(series INTEGER NOT NULL, t INTEGER NOT NULL, v INTEGER NOT NULL,
    PRIMARY KEY(series, t)) STRICT, WITHOUT ROWID;
"""


class Item(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: str = Field(min_length=1, max_length=64)
    kind: Literal["readings"]
    channel: str = Field(min_length=1, max_length=64)
    measure: Literal["counter", "power", "state"]
    t: list[int] | list[AwareDatetime] = Field(min_length=1, max_length=MAX_READINGS)
    v: list[Annotated[float, Field(allow_inf_nan=False)]] = Field(max_length=MAX_READINGS)

    @model_validator(mode="after")
    def as_many_times_as_values(self):
        if len(self.t) != len(self.v):
            raise ValueError("t and v must be equally long")
        return self


class Batch(BaseModel):
    model_config = ConfigDict(extra="ignore")

    protocol: Literal[1]
    items: list[Item] = Field(min_length=1, max_length=1000)


class ItemResult(BaseModel):
    id: str
    status: Literal["stored", "stale", "rejected"]
    code: str | None = None
    detail: str | None = None
    stored: int = 0


class BatchResult(BaseModel):
    items: list[ItemResult]
    next_interval_ms: int


class Store:
    def __init__(self, path, channels):
        self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=FULL")
        self._database.executescript(SCHEMA)
        self._database.executemany(
            "INSERT OR IGNORE INTO channel(id) VALUES(?)", [(channel,) for channel in channels])
        self._channels = dict(self._database.execute("SELECT id, number FROM channel"))

    def close(self):
        self._database.close()

    def series(self, channel, measure):
        number = self._channels.get(channel)
        return None if number is None else number * 4 + list(SCALE).index(measure)

    def write(self, rows):
        self._database.execute("BEGIN IMMEDIATE")
        try:
            self._database.executemany("INSERT OR REPLACE INTO reading VALUES(?, ?, ?)", rows)
            self._database.execute("COMMIT")
        except BaseException:
            self._database.execute("ROLLBACK")
            raise


def milliseconds(moment):
    return moment if isinstance(moment, int) else math.floor(moment.timestamp() * 1000)


def rows_of(item, series):
    scale = SCALE[item.measure]
    return [(series, milliseconds(t), round(v * scale))
            for t, v in zip(item.t, item.v, strict=True)]


class Fan:
    """Sends one frame to every connected client, ten times a second."""

    def __init__(self):
        self.clients = set()

    async def run(self):
        interval = 1 / FRAMES_PER_SECOND
        due = time.monotonic()
        while True:
            due += interval
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            frame = json.dumps({"t": time.time_ns(), "pad": ""})
            frame = frame[:-2] + "x" * (FRAME_BYTES - len(frame)) + frame[-2:]
            for client in list(self.clients):
                try:
                    await client.send_text(frame)
                except Exception:  # whatever it was, this client is gone
                    self.clients.discard(client)


def example_document():
    """Ten kilobytes of JSON like a day of power."""
    document = {"from": "2026-01-01T00:00:00Z", "step_s": 300, "t": [], "mean": []}
    for n in range(520):
        document["t"].append(1767225600000 + n * 300000)
        document["mean"].append(round(400 + 300 * math.sin(n / 40), 1))
    while len(json.dumps(document, separators=(",", ":"))) > 10_240:
        document["t"].pop()
        document["mean"].pop()
    return document


def make_app(database, key, channels):
    fan = Fan()
    document = example_document()
    key_hash = hashlib.sha256(key.encode()).digest()

    @asynccontextmanager
    async def lifespan(app):
        app.state.store = Store(database, channels)
        sender = asyncio.create_task(fan.run())
        yield
        sender.cancel()
        app.state.store.close()

    app = FastAPI(lifespan=lifespan)

    async def signed_in(authorization: Annotated[str, Header()] = ""):
        scheme, _, sent = authorization.partition(" ")
        known = hmac.compare_digest(hashlib.sha256(sent.encode()).digest(), key_hash)
        if scheme.lower() != "bearer" or not known:
            raise HTTPException(401, "A key is needed.", {"WWW-Authenticate": "Bearer"})

    @app.post("/api/v1/ingest", dependencies=[Depends(signed_in)])
    async def ingest(batch: Batch, request: Request) -> BatchResult:
        store = request.app.state.store
        rows = []
        results = []
        for item in batch.items:
            series = store.series(item.channel, item.measure)
            if series is None:
                results.append(ItemResult(id=item.id, status="rejected", code="unknown_channel"))
                continue
            rows += rows_of(item, series)
            results.append(ItemResult(id=item.id, status="stored", stored=len(item.t)))
        store.write(rows)
        return BatchResult(items=results, next_interval_ms=60_000)

    @app.get("/healthz")
    async def healthz():
        return Response("ok", media_type="text/plain")

    @app.get("/json10k")
    async def json10k():
        return document

    @app.get("/json10k/direct")
    async def json10k_direct():
        return JSONResponse(document)

    @app.websocket("/live")
    async def live(client: WebSocket):
        await client.accept()
        fan.clients.add(client)
        try:
            async for _ in client.iter_text():
                pass
        finally:
            fan.clients.discard(client)

    return app


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--channels", required=True, help="ids, separated by commas")
    arguments = parser.parse_args()
    app = make_app(arguments.database, arguments.key, arguments.channels.split(","))
    uvicorn.run(app, host="127.0.0.1", port=arguments.port, loop="uvloop", http="httptools",
                ws="websockets-sansio", access_log=False, log_level="warning",
                ws_per_message_deflate=False)


if __name__ == "__main__":
    main()
