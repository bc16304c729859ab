"""A running agent beside a server, for tests. Standard library only."""

import os
import re
import sqlite3
import subprocess

from ohmstead_server import BINARY, ROOT, START_TIMEOUT_S, plain_environment, wait_for
from program import Program

RUNNING = re.compile(r"The agent is running\.")
FINGERPRINT = re.compile(r"SHA-256 fingerprint: (\S+)")


class OhmsteadAgent(Program):
    """`with OhmsteadAgent(server, key, peer) as agent:` runs the engine of the key's home, which
    reads `peer` and sends to `server`.

    `kill`, `stop` and `start` keep the folder and the settings.
    """

    def __init__(self, server, key, peer, url=None, key_file=False):
        super().__init__("ohmstead-agent")
        self._environment = {
            "OHMSTEAD_AGENT_SERVER": url or server.url,
            "OHMSTEAD_AGENT_HOME_ASSISTANT": peer.url}
        if fingerprints := FINGERPRINT.findall(server.log()):
            self._environment["OHMSTEAD_AGENT_SERVER_FINGERPRINT"] = fingerprints[-1]
        if key_file:
            for name, secret in (("KEY", key), ("TOKEN", peer.token)):
                file = self._folder / name.lower()
                file.touch(0o600)
                file.write_text(secret + "\n")
                self._environment[f"OHMSTEAD_AGENT_{name}_FILE"] = str(file)
        else:
            self._environment |= {"OHMSTEAD_AGENT_KEY": key, "OHMSTEAD_AGENT_TOKEN": peer.token}

    def start(self):
        with open(self._log, "ab") as log:
            said = log.tell()
            self._process = subprocess.Popen(
                [str(BINARY), "agent", "--data", str(self.data)], cwd=ROOT,
                env=plain_environment(**self._environment), stdin=subprocess.DEVNULL, stdout=log,
                stderr=log)
        wait_for(lambda: self._said(RUNNING, said), START_TIMEOUT_S, "the agent runs")

    def log_size(self):
        return os.path.getsize(self._log)

    def wait_until_said(self, text, timeout_s, since=0):
        wait_for(lambda: text in self.log(since), timeout_s, f"the agent says '{text}'")

    def rows(self, query):
        return rows_of(self.data / "ohmstead.db", query)

    def unsent(self):
        """How many blocks and chunks the server has not acknowledged."""
        return sum(count for count, in self.rows(
            "SELECT count(*) FROM unsent_block UNION ALL SELECT count(*) FROM unsent_chunk"))


def rows_of(database, query):
    """What a database holds now, also while its process runs."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def blocks_of(database):
    """{(channel id, day): packed slots} of all blocks of the one home, or of all homes."""
    return {(channel, day): data for channel, day, data in rows_of(
        database, "SELECT channel.id, block.day, block.data FROM block "
                  "JOIN channel ON channel.no = block.channel_no")}


def chunks_of(database):
    """{(channel id, measure, hour): packed readings}"""
    return {(channel, measure, hour): data for channel, measure, hour, data in rows_of(
        database, "SELECT channel.id, (chunk.key >> 24) & 3, chunk.key & 16777215, chunk.data "
                  "FROM chunk JOIN channel ON channel.no = (chunk.key >> 26)")}
