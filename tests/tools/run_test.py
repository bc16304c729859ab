"""tools/run.sh: what it says, what it starts, and that nothing of it stays."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))

from ohmstead_server import BUILD, READY, free_port, plain_environment, wait_for  # noqa: E402
from processes import children_of, is_running  # noqa: E402

STOP_TIMEOUT_S = 15


class Run(unittest.TestCase):
    def setUp(self):
        """A copy of the project as far as the script sees it."""
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="ohmstead-")))
        (self.folder / "tools").mkdir()
        shutil.copy(ROOT / "tools" / "run.sh", self.folder / "tools")
        (self.folder / "build").mkdir()
        (self.folder / "web").symlink_to(ROOT / "web")
        self.data = self.folder / "data"
        self.port = free_port()

    def pretend(self):
        """The server says only how it was called."""
        server = self.folder / "build" / "release" / "ohmstead"
        server.parent.mkdir()
        server.write_text("#!/bin/bash\necho started: \"$@\"\n")
        server.chmod(0o755)

    def command(self):
        return [str(self.folder / "tools" / "run.sh"), str(self.port), str(self.data)]

    def say(self, **environment):
        return self.outcome_of(self.command(), **environment)

    def outcome_of(self, command, **environment):
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=30,
                              env={"PATH": os.environ["PATH"], **environment})

    def test_the_demo_is_started_on_loopback_at_the_port(self):
        self.pretend()
        done = self.say()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"started: serve --demo --data {self.data} "
                      f"--listen 127.0.0.1:{self.port} --web web/dist", done.stdout)

    def test_make_hands_the_port_on(self):
        for variables, call in ((("PORT=8765", "DATA=/x"), "tools/run.sh 8765 /x"),
                                ((), "tools/run.sh 8420 build/demo-data")):
            done = subprocess.run(["make", "-n", "run", *variables], cwd=ROOT, text=True,
                                  capture_output=True, check=True,
                                  env={"PATH": os.environ["PATH"]})
            self.assertIn(call, done.stdout.splitlines())

    def test_a_port_that_is_taken_is_said_with_a_way_out(self):
        self.pretend()
        with socket.create_server(("127.0.0.1", self.port)):
            done = self.say()
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertEqual(done.stderr, f"Port {self.port} is taken. "
                         f"Choose another: make run PORT={self.port + 1}\n")

    def test_a_port_that_is_taken_is_said_before_anything_is_built(self):
        shutil.copy(ROOT / "Makefile", self.folder)
        for name in ("setup.sh", "build-server.sh", "build-web.sh"):
            step = self.folder / "tools" / name
            step.write_text(f"#!/bin/bash\necho {name}\n")
            step.chmod(0o755)
        self.pretend()
        make = ["make", "run", f"PORT={self.port}", f"DATA={self.data}"]
        with socket.create_server(("127.0.0.1", self.port)):
            done = self.outcome_of(make)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn(f"Port {self.port} is taken. "
                      f"Choose another: make run PORT={self.port + 1}\n", done.stderr)
        done = self.outcome_of(make)
        self.assertEqual(done.returncode, 0, done.stderr)
        said = done.stdout.splitlines()
        self.assertEqual(said[:3], ["setup.sh", "build-server.sh", "build-web.sh"])
        self.assertIn("started: serve --demo", said[-1])

    def test_who_came_by_ssh_gets_the_line_to_type_at_home(self):
        self.pretend()
        tunnel = f"ssh -L {self.port}:127.0.0.1:{self.port}"
        told = self.say(SSH_CONNECTION="192.0.2.1 50000 192.0.2.2 22").stdout
        here = subprocess.run("echo $(id -un)@$(hostname)", shell=True, text=True,
                              capture_output=True, check=True).stdout
        self.assertIn(f"From your own machine: {tunnel} {here}", told)
        self.assertIn(f"If this machine is remote: {tunnel} <user>@<this machine>\n",
                      self.say().stdout)

    def test_ctrl_c_ends_everything_it_started(self):
        (self.folder / "build" / "release").symlink_to(BUILD)
        log = self.folder / "output.log"
        with open(log, "wb") as out:
            process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=out,
                                       stderr=out, start_new_session=True,
                                       env=plain_environment())
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)

        def ready():
            self.assertIsNone(process.poll(), log.read_text())
            return READY.search(log.read_text())
        self.assertTrue(wait_for(ready, STOP_TIMEOUT_S, "it is ready")[1]
                        .endswith(f":{self.port}"))
        # The script became the server, so that what the terminal sends reaches it.
        started = [process.pid, *children_of(process.pid)]
        self.assertEqual(len(started), 2)
        os.killpg(process.pid, signal.SIGINT)
        self.assertEqual(process.wait(STOP_TIMEOUT_S), 0, log.read_text())
        wait_for(lambda: not any(map(is_running, started)), STOP_TIMEOUT_S, "all have ended")


if __name__ == "__main__":
    unittest.main()
