"""A program of the project that runs beside a test, with a folder and a log of its own. Standard
library only."""

import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

STOP_TIMEOUT_S = 15


class Program:
    """Started by `start` of who derives from it, which sets `_process` and lets it write to `_log`;
    as a context it is started and cleared away. `kill`, `stop` and `start` keep the folder.
    """

    def __init__(self, name):
        self._folder = Path(tempfile.mkdtemp(prefix=f"{name}-"))
        self._log = self._folder / "output.log"
        self._process = None
        self.data = self._folder / "data"

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    @property
    def pid(self):
        return self._process.pid

    def stop(self, by=signal.SIGTERM):
        """Asks it to end; returns its exit code."""
        process, self._process = self._process, None
        if process is None:
            return None
        process.send_signal(by)
        try:
            return process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def kill(self):
        """Ends it as a power cut would end the process."""
        self.stop(signal.SIGKILL)

    def close(self):
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def log(self, since=0):
        with open(self._log, "rb") as log:
            log.seek(since)
            return log.read().decode(errors="replace")

    def memory_bytes(self):
        """What the process takes up now, shared pages by their share."""
        rollup = Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        return int(re.search(r"^Pss:\s+(\d+) kB", rollup, re.M)[1]) * 1024

    def _said(self, pattern, since):
        """The match of what it wrote to its log; RuntimeError when it ended."""
        if self._process.poll() is not None:
            raise RuntimeError(f"it ended:\n{self.log()[-3000:]}")
        return pattern.search(self.log(since))
