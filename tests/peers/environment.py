"""Virtual environments for the peers that Ohmstead is tested and measured against.

A peer's packages are pinned in a requirements file and live below build/peers, apart from the
system's Python and from each other. `enter` lets a script be started with a plain `python3`.
Home Assistant is there in the oldest and the newest version that is tested.

    python3 environment.py build/peers/example-venv example-requirements.txt

creates or reuses the environment and prints the path of its interpreter.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import newer_python

PROJECT = Path(__file__).resolve().parents[2]
PEERS = PROJECT / "build" / "peers"
# The oldest runs in a virtual environment, which also has what the tests themselves need.
OLDEST, NEWEST = "oldest", "newest"
HOME_ASSISTANT_VENV = PEERS / "home-assistant-venv"
HOME_ASSISTANT_REQUIREMENTS = Path(__file__).with_name("home-assistant-requirements.txt")
NEWEST_HOME_ASSISTANT = PEERS / "newest-home-assistant"
NEWEST_HOME_ASSISTANT_REQUIREMENTS = Path(__file__).with_name(
    "newest-home-assistant-requirements.txt")
DYNAMODB_VENV = PEERS / "dynamodb-venv"
DYNAMODB_REQUIREMENTS = Path(__file__).with_name("dynamodb-requirements.txt")

# Debian 12's. The newest Home Assistant for it does not start on anything newer.
VERSION = (3, 11)


def find_interpreter():
    """A Python of the needed version, preferably the one that is running."""
    if sys.version_info[:2] == VERSION:
        return sys.executable
    wanted = ".".join(map(str, VERSION))
    for name in (f"python{wanted}", "/usr/bin/python3"):
        path = shutil.which(name)
        if path is None:
            continue
        shown = subprocess.run([path, "--version"], capture_output=True, text=True, check=True)
        if shown.stdout.split()[-1].startswith(wanted + "."):
            return path
    raise RuntimeError(f"Python {wanted} with venv is needed (Debian 12: python3-venv)")


def ensure(venv, requirements):
    """Creates `venv` with exactly `requirements` unless it has them; returns its interpreter.

    The requirements must name every package that is used: nothing is resolved.
    """
    venv = Path(venv)
    python = venv / "bin" / "python"
    stamp = venv / "installed.sha256"
    wanted = hashlib.sha256(Path(requirements).read_bytes()).hexdigest()
    if python.exists() and stamp.exists() and stamp.read_text().strip() == wanted:
        return python
    if venv.exists():
        shutil.rmtree(venv)
    print(f"installing {Path(requirements).name} into {venv} ...", file=sys.stderr, flush=True)
    subprocess.run([find_interpreter(), "-m", "venv", str(venv)], check=True)
    subprocess.run(
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
         "--no-input", "--no-deps", "--no-compile", "-r", str(requirements)],
        check=True, stdin=subprocess.DEVNULL)
    stamp.write_text(wanted + "\n")
    return python


def enter(venv=HOME_ASSISTANT_VENV, requirements=HOME_ASSISTANT_REQUIREMENTS):
    """Starts the running command again inside `venv`, which is made first when it is missing."""
    if Path(sys.prefix).resolve() == Path(venv).resolve():
        return
    python = ensure(venv, requirements)
    sys.stdout.flush()
    os.execv(str(python), [str(python), *sys.orig_argv[1:]])


def home_assistant(release):
    """The interpreter of the `OLDEST` or `NEWEST` Home Assistant; both are installed if missing."""
    if release == NEWEST:
        return newer_python.ensure(NEWEST_HOME_ASSISTANT, NEWEST_HOME_ASSISTANT_REQUIREMENTS)
    return ensure(HOME_ASSISTANT_VENV, HOME_ASSISTANT_REQUIREMENTS)


def home_assistant_version(release):
    """The version that is pinned, as Home Assistant itself writes it."""
    requirements = (NEWEST_HOME_ASSISTANT_REQUIREMENTS if release == NEWEST
                    else HOME_ASSISTANT_REQUIREMENTS)
    return re.search(r"(?m)^homeassistant==(\S+)$", requirements.read_text())[1]


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: environment.py VENV REQUIREMENTS")
    print(ensure(sys.argv[1], sys.argv[2]))
