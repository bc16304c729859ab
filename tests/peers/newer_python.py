"""A Python that this Debian does not have, with a peer's packages, from a newer Debian.

Debian's packages are unpacked into a folder below build/peers, not installed, and run by the
loader and the libraries beside them. So it needs neither root nor chroot, and nothing of the
system changes. They come from where apt gets this system's own, verified by the same keys.

    python3 newer_python.py build/peers/example example-requirements.txt

creates or reuses the folder and prints the path of its interpreter.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

# The release of Debian, and what of it is unpacked. Its own pip installs the requirements.
RELEASE = "forky"
PYTHON = "python3.14"
PACKAGES = (PYTHON, "python3-pip-whl", "python3-setuptools-whl")
KEYS = "/usr/share/keyrings/debian-archive-keyring.gpg"

# A start script as the interpreter, because the kernel would take the system's loader. Programs
# that it starts itself find it under this name.
LAUNCHER = """#!/bin/sh
export PYTHONHOME='{usr}'
export PYTHONPATH="${{PYTHONPATH:-{site}}}"
exec '{loader}' --library-path '{libraries}' --argv0 "$0" '{usr}/bin/{python}' "$@"
"""


def ensure(folder, requirements):
    """Creates `folder` with exactly `requirements` unless it has them; returns its interpreter.

    The requirements must name every package that is used: nothing is resolved.
    """
    folder = Path(folder).resolve()
    launcher = folder / "python"
    stamp = folder / "installed.sha256"
    wanted = hashlib.sha256(
        Path(requirements).read_bytes() + Path(__file__).read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text().strip() == wanted:
        return launcher
    if folder.exists():
        shutil.rmtree(folder)
    print(f"installing {PYTHON} and {Path(requirements).name} into {folder} ...",
          file=sys.stderr, flush=True)
    unpack_debian(folder)
    usr = folder / "debian" / "usr"
    loader = next((usr / "lib").glob("*/ld-linux-*.so.*"))
    launcher.write_text(LAUNCHER.format(
        usr=usr, site=folder / "site", loader=loader, libraries=loader.parent, python=PYTHON))
    launcher.chmod(0o755)
    install(launcher, usr, folder / "site", requirements)
    stamp.write_text(wanted + "\n")
    return launcher


def unpack_debian(folder):
    """Debian's packages of RELEASE with all they depend on, below folder/debian."""
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        raise RuntimeError(f"{PYTHON} is unpacked from Debian's packages, by apt-get and dpkg-deb")
    for needed in ("lists/partial", "archives/partial", "nothing"):
        (folder / "apt" / needed).mkdir(parents=True)
    (folder / "apt" / "status").touch()
    (folder / "apt" / "sources.list").write_text(
        f"deb [signed-by={KEYS}] {archive()} {RELEASE} main\n")
    run_apt(folder, "update", "-qq")
    run_apt(folder, "install", "-qq", "-y", "--download-only", *PACKAGES)
    for package in sorted((folder / "apt" / "archives").glob("*.deb")):
        subprocess.run(["dpkg-deb", "--extract", str(package), str(folder / "debian")], check=True)
    shutil.rmtree(folder / "apt")


def archive():
    """The address from which this system's own packages come."""
    ask = ["apt-get", "indextargets", "--format", "$(REPO_URI)",
           "Created-By: Packages", "Origin: Debian", "Label: Debian", "Component: main"]
    known = subprocess.run(ask, capture_output=True, text=True, check=True).stdout.split()
    if not known and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], stdin=subprocess.DEVNULL, check=True)
        known = subprocess.run(ask, capture_output=True, text=True, check=True).stdout.split()
    if not known:
        raise RuntimeError("apt knows no packages of Debian: apt-get update is needed first")
    return known[0]


def run_apt(folder, *arguments):
    """apt with its own lists and an empty system, so that nothing counts as installed."""
    apt = folder / "apt"
    settings = {
        "Dir::State": apt, "Dir::State::lists": apt / "lists", "Dir::State::status": apt / "status",
        "Dir::Cache": apt, "Dir::Cache::archives": apt / "archives",
        "Dir::Etc::sourcelist": apt / "sources.list", "Dir::Etc::sourceparts": apt / "nothing",
        "Dir::Etc::preferences": apt / "nothing", "Dir::Etc::preferencesparts": apt / "nothing",
        "APT::Install-Recommends": "false", "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
        # A mirror may lag behind the few days for which a release in the making is signed.
        "Acquire::Check-Valid-Until": "false",
    }
    options = [part for name, value in settings.items() for part in ("-o", f"{name}={value}")]
    done = subprocess.run(["apt-get", *options, *arguments], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"apt-get {' '.join(arguments)} for Debian's {RELEASE}:\n{done.stderr}")


def install(launcher, usr, site, requirements):
    wheels = sorted(map(str, (usr / "share" / "python-wheels").glob("*.whl")))
    subprocess.run(
        [str(launcher), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
         "--no-input", "--no-deps", "--no-compile", "--no-build-isolation", "--prefer-binary",
         "--root-user-action", "ignore", "--target", str(site), "-r", str(requirements)],
        check=True, stdin=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(wheels)})


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: newer_python.py FOLDER REQUIREMENTS")
    print(ensure(sys.argv[1], sys.argv[2]))
