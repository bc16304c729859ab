#!/usr/bin/env python3
"""Runs every suite, one after another, and ends with what passed, failed and was skipped.

The C++ tests run under sanitizers, and what the release program does is tested through its doors.
Each suite is a command; how its output is counted depends on its runner. A suite that exits
non-zero without naming a failure counts as one. `--only NAME` runs the suites whose name contains
NAME; `--peers` runs the suites that need peers from package registries.
"""

import argparse
import contextlib
import io
import itertools
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IN_CI = bool(os.environ.get("CI"))
# There time is short, and fewer repetitions say the same; the suites print how many they were.
FUZZ_SECONDS = int(os.environ.get("OHMSTEAD_FUZZ_SECONDS", "5" if IN_CI else "10"))
FEWER_KILLS = "20" if IN_CI else ""


@dataclass
class Suite:
    name: str
    command: list[str]
    runner: str  # gtest, unittest, vitest, playwright, check
    directory: Path = ROOT
    environment: dict[str, str] = field(default_factory=dict)
    waits: bool = False  # for most of its time: a build can go on beside it
    of_one_thread: bool = False  # in the main: as many run at once as there are processors


@dataclass
class Outcome:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    reasons: list[str] = field(default_factory=list)


def count(runner: str, output: str, exit_code: int) -> Outcome:
    output = re.sub(r"\x1b\[[0-9;]*m", "", output)  # colours
    outcome = Outcome()
    numbers = lambda pattern: [int(n) for n in re.findall(pattern, output)]
    if runner == "gtest":
        outcome.passed = sum(numbers(r"\[  PASSED  \] (\d+) tests?"))
        outcome.failed = len(set(re.findall(r"^\[  FAILED  \] (\w+[./]\S+)", output, re.M)))
        outcome.skipped = len(set(re.findall(r"^\[  SKIPPED \] (\w+[./]\S+) \(", output, re.M)))
        outcome.reasons = re.findall(r"Skipped: (.*)", output)
    elif runner == "unittest":
        ran = sum(numbers(r"Ran (\d+) tests?"))
        outcome.failed = sum(numbers(r"(?:failures|errors)=(\d+)"))
        outcome.skipped = sum(numbers(r"skipped=(\d+)"))
        # A module that skips itself ran nothing.
        outcome.passed = max(0, ran - outcome.failed - outcome.skipped)
        outcome.reasons = re.findall(r"skipped ['\"](.*)['\"]", output)
    elif runner == "vitest":
        line = (re.findall(r"^\s*Tests\s.*$", output, re.M) or [""])[-1]
        take = lambda word: int((re.findall(r"(\d+) " + word, line) or ["0"])[0])
        outcome = Outcome(take("passed"), take("failed"), take("skipped"))
    elif runner == "playwright":
        outcome.passed, outcome.failed, outcome.skipped = (
            sum(numbers(rf"(?m)^\s+(\d+) {word}")) for word in ("passed", "failed", "skipped"))
        outcome.reasons = re.findall(r"skipped: (.*)", output)
    elif exit_code == 0:
        outcome.passed = 1
    ran_nothing = outcome.passed + outcome.failed + outcome.skipped == 0
    if outcome.failed == 0 and (exit_code != 0 or ran_nothing):
        outcome.failed = 1
    return outcome


def benches() -> list[str]:
    """`make bench` alone runs them, but they are to build always."""
    return [f"bench_{source.stem}" for source in sorted((ROOT / "bench").glob("*.cpp"))]


def test_programs() -> list[str]:
    """The test programs that the sources call for, so that one that is missing is a failure."""
    tests = ROOT / "tests"
    names = [f"test_unit_{folder.name}" for folder in sorted((tests / "unit").iterdir())
             if folder.name != "simulator" and list(folder.glob("*_test.cpp"))]
    names += [f"test_{name}" for name in ("contract", "integration") if list((tests / name).glob("*_test.cpp"))]
    return names + ["test_simulator"]


# The programs in which more than one thread of the product works: a worker's, the log's, or that of
# a server and its test. The others have nothing for TSan to watch.
THREADED = ["test_unit_api", "test_unit_async", "test_unit_auth", "test_unit_home_assistant",
            "test_unit_http", "test_unit_ledger", "test_unit_observe", "test_unit_store_sqlite",
            "test_contract", "test_integration"]


def build_command(preset: str) -> list[str]:
    targets = THREADED if preset == "tsan" else []
    return [str(ROOT / "tools/build-server.sh"), preset, *targets]


def build(preset: str, *targets: str) -> Suite:
    return Suite(f"build {preset}", [*build_command(preset), *targets], "check")


class BuildsBeside:
    """Builds for the sanitizers with what one processor has left while suites run that mostly wait.

    It is stopped after them, wherever it is. The suites that build go on from there, and it is
    their outcome that counts.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        if not self._process:
            both = " && ".join(" ".join(build_command(preset)) for preset in ("asan", "tsan"))
            self._process = subprocess.Popen(
                ["nice", "-n", "19", "bash", "-c", both], start_new_session=True,
                env=os.environ | {"CMAKE_BUILD_PARALLEL_LEVEL": "1"},
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def stop(self) -> None:
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGTERM)
            self._process.wait()
            self._process = None


def cxx_suites(preset: str, programs: list[str]) -> list[Suite]:
    environment = {
        "UBSAN_OPTIONS": "print_stacktrace=1",
        "TSAN_OPTIONS": f"suppressions={ROOT}/tests/support/tsan.supp" if preset == "tsan" else "",
    }
    return [
        Suite(f"{preset} {name}", [str(ROOT / "build" / preset / name), "--gtest_brief=1"], "gtest",
              environment=environment, of_one_thread=True)
        for name in programs
    ]


def fuzz_suite() -> Suite:
    return Suite(f"fuzz ({FUZZ_SECONDS} s each)",
                 ["python3", "tests/fuzz/run.py", "build/asan", str(FUZZ_SECONDS)], "unittest")


def python_suite(name: str, folder: str, *modules: str) -> Suite:
    return Suite(name, ["python3", "-m", "unittest", "-v", *modules], "unittest", ROOT / folder,
                 waits=folder == "tests/faults")


def agent_sync_suite(quick: bool) -> Suite:
    suite = python_suite("faults: agent sync", "tests/faults", "agent_sync_test")
    suite.environment = {"OHMSTEAD_AGENT_KILLS": "10" if quick else FEWER_KILLS}
    return suite


def local_suites(options: argparse.Namespace) -> list[Suite]:
    suites = [
        Suite("lint: rooms", ["python3", "tests/lint/rooms.py"], "check"),
        Suite("lint: headers", ["python3", "tests/lint/headers.py"], "check"),
        Suite("lint: openapi", ["python3", "tests/lint/openapi.py"], "check"),
        Suite("lint: access", ["python3", "tests/lint/access.py"], "check"),
        Suite("lint: cases", ["python3", "tests/lint/cases.py"], "check"),
        Suite("lint: format", ["bash", "tests/lint/format.sh"], "check"),
    ]
    if options.quick:
        suites += [build("release"), *cxx_suites("release", test_programs())]
    else:
        suites.append(build("release", "ohmstead_shifted_clock", *benches()))
    suites += [
        python_suite("set-up", "tests/tools", "set_up_test", "run_test", "peer_versions_test"),
        python_suite("cost of a fleet", "tests/tools", "capacity_test", "fleet_cost_test"),
        python_suite("recordings", "tests/recordings", "oracle_test", "recordings_test",
                     "files_test"),
        python_suite("faults: kills", "tests/faults", "kill_test"),
        python_suite("faults: bad input", "tests/faults", "bad_input_test"),
        python_suite("faults: corrections", "tests/faults", "corrections_test",
                     "replacement_test", "decisions_test"),
        python_suite("faults: agents", "tests/faults", "agent_test", "agent_live_server_test",
                     "agent_switch_test"),
        agent_sync_suite(options.quick),
        python_suite("faults: demo", "tests/faults", "demo_test", "demo_customers_test"),
        python_suite("faults: a home's past", "tests/faults", "past_test"),
        python_suite("faults: files", "tests/faults", "import_test"),
        Suite("browser", ["npx", "playwright", "test", "-c", "../e2e"], "playwright", ROOT / "web",
              waits=True),
        Suite("web unit", ["npm", "test", "--silent"], "vitest", ROOT / "web"),
        Suite("web lint", ["npm", "run", "--silent", "lint"], "check", ROOT / "web"),
    ]
    if not options.quick:
        suites += [build("asan"), *cxx_suites("asan", test_programs())]
        suites += [build("tsan"), *cxx_suites("tsan", THREADED)]
        suites.append(fuzz_suite())
    return suites


def peer_suites() -> list[Suite]:
    suites = []
    for release in ("oldest", "newest"):
        suite = python_suite(f"Home Assistant, {release}", "tests/peers",
                             "real_home_assistant_test", "home_assistant_totals_test")
        suite.environment = {"OHMSTEAD_HOME_ASSISTANT": release}
        suites.append(suite)
    tasks = python_suite("DynamoDB: tasks of a fleet", "tests/peers", "fleet_test")
    tasks.environment = {"OHMSTEAD_FLEET_KILLS": FEWER_KILLS}
    return suites + [
        python_suite("simulated homes in shape", "tests/peers", "simulator_shapes_test"),
        build("asan", "test_contract"),
        python_suite("DynamoDB: tables", "tests/peers", "dynamodb_tables_test"),
        tasks,
        python_suite("DynamoDB: a house in a fleet", "tests/peers", "fleet_house_test"),
        python_suite("DynamoDB: what is consumed", "tests/peers", "metered_fleet_test"),
        python_suite("DynamoDB: a fleet in the browser", "tests/peers", "fleet_browser_test"),
        Suite("DynamoDB: stores",
              ["python3", "tests/peers/dynamodb.py", "build/asan/test_contract",
               "--gtest_filter=*dynamodb*", "--gtest_brief=1"], "gtest"),
    ]


def run(suite: Suite) -> tuple[Outcome, float]:
    # One beside others speaks at its end, so that it is not mixed with what they say.
    out = io.StringIO() if suite.of_one_thread else sys.stdout
    print(f"── {suite.name}", file=out, flush=True)
    started = time.monotonic()
    lines = []
    process = subprocess.Popen(suite.command, cwd=suite.directory, text=True, errors="replace",
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               env=os.environ | {k: v for k, v in suite.environment.items() if v})
    assert process.stdout
    for line in process.stdout:
        lines.append(line)
        print("   " + line, end="", file=out, flush=True)
    exit_code = process.wait()
    if isinstance(out, io.StringIO):
        print(out.getvalue(), end="", flush=True)
    return count(suite.runner, "".join(lines), exit_code), time.monotonic() - started


def run_at_once(suites: list[Suite]) -> list[tuple[str, Outcome, float]]:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return [(suite.name, *told) for suite, told in zip(suites, pool.map(run, suites))]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", action="store_true", help="the suites that need peers")
    parser.add_argument("--only", default="", help="suites whose name contains this")
    parser.add_argument("--quick", action="store_true",
                        help="the test programs without sanitizers, and no fuzzing")
    options = parser.parse_args()
    suites = peer_suites() if options.peers else local_suites(options)
    suites = [suite for suite in suites if options.only in suite.name]
    builds = BuildsBeside()
    results = []
    try:
        for of_one_thread, group in itertools.groupby(suites, lambda suite: suite.of_one_thread):
            if of_one_thread:
                builds.stop()
                results += run_at_once(list(group))
                continue
            for suite in group:
                if suite.waits and any(each.name == "build asan" for each in suites):
                    builds.start()
                else:
                    builds.stop()
                results.append((suite.name, *run(suite)))
    finally:
        builds.stop()

    print("\n── summary")
    for name, outcome, seconds in results:
        print(f"  {name:42} {outcome.passed:5} passed {outcome.failed:3} failed "
              f"{outcome.skipped:3} skipped  {seconds:7.1f} s")
        for reason in outcome.reasons:
            print(f"      skipped: {reason}")
    total = Outcome(*(sum(getattr(outcome, key) for _, outcome, _ in results)
                      for key in ("passed", "failed", "skipped")))
    if options.peers and total.skipped and IN_CI:
        print("A skipped peer counts as a failure here.")
        total.failed += total.skipped
    print(f"{total.passed} passed, {total.failed} failed, {total.skipped} skipped")
    return 1 if total.failed or not results else 0


if __name__ == "__main__":
    sys.exit(main())
