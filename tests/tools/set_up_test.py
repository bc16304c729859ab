"""tools/setup.sh on machines that are not this one: every program it asks is made up."""

import contextlib
import os
import pty
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (ROOT / "tools" / "packages.txt").read_text().split()
DEBIAN = 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n'
UBUNTU = 'ID=ubuntu\nVERSION_ID="24.04"\nPRETTY_NAME="Ubuntu 24.04 LTS"\n'
# What the script needs of any system.
REAL = ("awk", "bash", "dirname", "env", "grep")
APT_GET = """#!/bin/bash
echo "$*" >> "$(dirname "$0")/../asked-of-apt"
"""
# What it says of 40 packages, and more than anybody wants to read.
TALKATIVE = APT_GET + """
[ "$1" = install ] || exit 0
echo "0 upgraded, 40 newly installed, 0 to remove and 3 not upgraded."
echo "Need to get 123 MB of archives."
for n in {1..40}; do echo "Get:$n http://mirror.example/debian bookworm/main amd64 p$n"; done
for n in {1..40}; do echo "Preparing to unpack p$n"; echo "Unpacking p$n ..."; done
for n in {1..40}; do echo "Setting up p$n ..."; echo "Processing triggers"; done
exit ${APT_FAILS:-0}
"""
SUDO = """#!/bin/bash
echo "sudo $*" >> "$(dirname "$0")/../asked-of-sudo"
exec "$@"
"""


class Setup(unittest.TestCase):
    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory(prefix="ohmstead-"))
        self.folder = Path(folder)
        self.programs = self.folder / "bin"
        self.programs.mkdir()
        for name in REAL:
            (self.programs / name).symlink_to(shutil.which(name))
        self.add("apt-get", APT_GET)
        self.add("node")
        self.add("npm")
        self.have(PACKAGES)
        self.be_user(0)
        self.system = DEBIAN

    def add(self, name, script="#!/bin/bash\n"):
        program = self.programs / name
        program.write_text(script)
        program.chmod(0o755)

    def have(self, packages):
        """These are installed; ccache was once and is not now, unless it is among them."""
        lines = [f"{package} installed" for package in packages]
        lines += [] if "ccache" in packages else ["ccache config-files"]
        self.add("dpkg-query", "#!/bin/bash\nprintf '%s\\n' "
                 + " ".join(f"'{line}'" for line in lines) + "\n")

    def be_user(self, uid):
        self.add("id", f"#!/bin/bash\necho {uid}\n")

    def run_it(self, answer=None, shown_on=subprocess.PIPE, **environment):
        """Runs it; with an `answer`, before somebody who types that."""
        release = self.folder / "os-release"
        release.write_text(self.system)
        keyboard, terminal = pty.openpty() if answer is not None else (None, subprocess.DEVNULL)
        if keyboard is not None:
            os.write(keyboard, f"{answer}\n".encode())
        try:
            return subprocess.run(
                [str(self.programs / "bash"), str(ROOT / "tools" / "setup.sh")], stdin=terminal,
                stdout=shown_on, stderr=subprocess.PIPE, text=True, timeout=30,
                env={"PATH": str(self.programs), "OHMSTEAD_OS_RELEASE": str(release),
                     **environment})
        finally:
            if keyboard is not None:
                os.close(keyboard)
                os.close(terminal)

    def asked_of(self, program):
        file = self.folder / f"asked-of-{program}"
        return file.read_text().splitlines() if file.exists() else []

    def assert_installs(self, done, *packages):
        self.assertEqual(done.returncode, 0, done.stderr)
        update, install = self.asked_of("apt")
        self.assertTrue(update.startswith("update"), update)
        self.assertTrue(install.startswith("install -y"), install)
        self.assertTrue(install.endswith(" ".join(("--no-install-recommends", *packages))),
                        install)

    def assert_refuses(self, done, *words):
        self.assertEqual(done.returncode, 1)
        for word in words:
            self.assertIn(word, done.stdout + done.stderr)
        self.assertEqual(self.asked_of("apt"), [])

    def test_nothing_is_missing(self):
        for self.system in (DEBIAN, UBUNTU):
            done = self.run_it()
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assertEqual(self.asked_of("apt"), [])

    def test_what_is_missing_is_installed_where_nobody_can_be_asked(self):
        self.have([package for package in PACKAGES if package not in ("cmake", "ccache")])
        done = self.run_it()
        self.assert_installs(done, "ccache", "cmake")
        self.assertIn("Missing Debian packages: ccache cmake", done.stdout)

    def test_somebody_is_asked_first(self):
        self.have([package for package in PACKAGES if package != "ccache"])
        for answer in ("n", "no", "what?"):
            self.assert_refuses(self.run_it(answer), "Missing Debian packages: ccache")
        self.assert_installs(self.run_it(""), "ccache")

    def test_a_log_shows_how_far_it_is_in_some_lines(self):
        self.have([package for package in PACKAGES if package != "ccache"])
        self.add("apt-get", TALKATIVE)
        done = self.run_it()
        self.assert_installs(done, "ccache")
        self.assertEqual(done.stdout.splitlines(), [
            "Missing Debian packages: ccache",
            "Reading Debian's lists of packages",
            "Need to get 123 MB of archives.",
            "[packages of 40: 25 fetched, 0 unpacked, 0 ready]",
            "[packages of 40: 40 fetched, 10 unpacked, 0 ready]",
            "[packages of 40: 40 fetched, 35 unpacked, 0 ready]",
            "[packages of 40: 40 fetched, 40 unpacked, 20 ready]",
            "[packages of 40: 40 fetched, 40 unpacked, 40 ready]"])

    def test_an_install_that_fails_ends_it(self):
        self.have([package for package in PACKAGES if package != "ccache"])
        self.add("apt-get", TALKATIVE)
        self.assertEqual(self.run_it(APT_FAILS="100").returncode, 100)

    def test_a_terminal_shows_each_step_in_place(self):
        self.have([package for package in PACKAGES if package != "ccache"])
        self.add("apt-get", TALKATIVE)
        seen, terminal = pty.openpty()
        self.run_it(shown_on=terminal, CI="true")
        os.close(terminal)
        shown = b""
        with open(seen, "rb", buffering=0) as screen, contextlib.suppress(OSError):
            while part := screen.read(4096):
                shown += part
        steps = shown.decode().split("\r\033[K")
        self.assertEqual(len(steps), 1 + 3 * 40)
        self.assertEqual(steps[1], "[packages of 40: 1 fetched, 0 unpacked, 0 ready]")

    def test_nobody_is_asked_in_ci(self):
        self.have([package for package in PACKAGES if package != "ccache"])
        self.assert_installs(self.run_it("n", CI="true"), "ccache")

    def test_node_of_elsewhere_is_kept(self):
        (self.programs / "npm").unlink()
        self.assert_installs(self.run_it(), "npm")

    def test_another_system_is_told_what_is_missing(self):
        self.have([package for package in PACKAGES if package != "ccache"])
        for self.system, name in ((UBUNTU, "Ubuntu 24.04 LTS"), ("", "an unknown system"),
                                  (DEBIAN.replace("12", "11"), "Debian GNU/Linux 11")):
            done = self.run_it("y")
            self.assert_refuses(done, name, "not Debian 12")
            self.assertEqual(done.stderr.split("Missing packages:\n")[1].split(), ["ccache"])

    def test_a_system_without_debian_packages_is_told_all(self):
        (self.programs / "dpkg-query").unlink()
        (self.programs / "node").unlink()
        done = self.run_it("y")
        self.assert_refuses(done, "knows Debian 12 only", "by hand", *PACKAGES, "nodejs")
        self.assertNotIn("npm", done.stderr.split())

    def test_who_is_not_root_goes_through_sudo(self):
        self.have([package for package in PACKAGES if package != "ccache"])
        self.be_user(1000)
        self.assert_refuses(self.run_it("y"),
                            "Run as root: apt-get install --no-install-recommends ccache")
        self.add("sudo", SUDO)
        self.assert_installs(self.run_it("y"), "ccache")
        self.assertEqual(len(self.asked_of("sudo")), 2)


if __name__ == "__main__":
    unittest.main()
