"""A year of data, start-up and memory."""

import hashlib
import shutil
import statistics
import subprocess
import time
from contextlib import contextmanager
from datetime import date, timedelta

import http_rows
from budgets import LATENCY
from process import BUILD, ROOT, WORK, Child, memory_bytes
from servers import cookie_of, home_with_pushed_channels, ohmstead, seconds_to_first_answer

import first_run  # of tests/support
from simulator import Simulator

SERIES = 20
STARTS = 7
MINUTES_UNTIL_MEMORY = 10
LIVE_PAGE = ("/me", "/homes", "{home}", "{home}/channels", "{home}/devices", "{home}/live",
             "{home}/connection")


def year_folder():
    """A data folder with a year of 20 channels, kept for the next run; how it came to be."""
    made_by = [*sorted((ROOT / "server" / "store_sqlite").glob("*.cpp")),
               ROOT / "bench" / "year_database.cpp"]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in made_by)).hexdigest()[:12]
    folder = WORK / f"year-{digest}"
    if folder.exists():
        return folder, "kept from an earlier run"
    for old in WORK.glob("year-*"):
        shutil.rmtree(old)
    began = time.monotonic()
    with ohmstead() as server:
        home, channels = home_with_pushed_channels(server, SERIES)
        server.stop()
        subprocess.run([str(BUILD / "bench_year_database"), str(server.data / "ohmstead.db"), home,
                        str((date.today() - date(1970, 1, 1)).days - 1), *channels], check=True)
        shutil.copytree(server.data, folder)
    return folder, f"made in {time.monotonic() - began:.0f} s through the store"


def year_rows(table):
    """Start-up and queries on a year."""
    folder, origin = year_folder()
    size = (folder / "ohmstead.db").stat().st_size / 1e6
    table.note("one-year database, 20 series, a reading every 10 s",
               f"{size:.0f} MB", f"{origin}")
    times = [seconds_to_first_answer(folder) * 1000 for _ in range(STARTS)]
    table.at_most("start to first answer, one-year database, median of 7",
                  statistics.median(times), 250, "ms",
                  f"best {min(times):.0f}, worst {max(times):.0f} ms", LATENCY, 0)
    server = ohmstead()
    shutil.copytree(folder, server.data)
    with server:
        home = server.get("/homes")["items"][0]["id"]
        channel = server.get(f"/homes/{home}/channels")["items"][0]["id"]
        day = date.today() - timedelta(days=100)
        http_rows.day_row(table, server, home, channel, day)
        http_rows.hour_row(table, server, home, channel, day)


@contextmanager
def watched_home():
    """A server of one simulated home and one Live page; yields a function that gives the minutes
    since and the memory now.

    Its program is a copy, so that pages of it are not shared with other servers meanwhile.
    """
    binary = WORK / "ohmstead-alone"
    shutil.copy(BUILD / "ohmstead", binary)
    with ohmstead(binary) as server, Simulator.of_home("house") as peer:
        path = first_run.create_home(server, "House", "Europe/Amsterdam")
        first_run.connect(server, path, peer)
        first_run.wait_until_connected(server, path)
        first_run.adopt_proposals(server, path)
        first_run.wait_for_the_past(server, path, 60)
        for page in LIVE_PAGE:
            server.get(page.format(home=path))
        today = date.today().isoformat()
        server.get(f"{path}/energy?from={today}&to={date.today() + timedelta(days=1)}&period=day")
        server.get(f"{path}/power?from={today}&to={date.today() + timedelta(days=1)}")
        socket = WORK / "live-page.txt"
        home = path.removeprefix("/homes/")
        socket.write_text(f'/api/v1/live {cookie_of(server)} '
                          f'{{"type":"subscribe","home":"{home}"}}\n')
        began = time.monotonic()
        with Child(BUILD / "bench_socket_load", server.port, 0, 3600, socket):
            yield lambda: ((time.monotonic() - began) / 60, memory_bytes(server.pid))


def memory_row(table, sample):
    """Of a server that has settled: the first minutes hold what was fetched of the past."""
    while sample()[0] < MINUTES_UNTIL_MEMORY:
        time.sleep(1)
    minutes, memory = sample()
    table.at_most(f"memory of serve (PSS), {minutes:.1f} min in, one home, one page",
                  memory / 2**20, 16, "MiB", digits=1)
