"""A home at a server whose engine is an agent: made as an owner makes one."""

import sqlite3

import first_run

FAR_FUTURE_MS = 4_000_000_000_000


def channels_of(server, peer):
    """The channels that a Home Assistant proposes, as the API takes them. A home that is gone again
    asked for them."""
    scout = first_run.create_home(server, "Scout", "UTC")
    first_run.connect(server, scout, peer)
    first_run.wait_until_connected(server, scout)
    discovery = server.post(f"{scout}/connection/discover")
    server.request("DELETE", scout)
    return [first_run.channel_of(proposal) for proposal in discovery["proposals"]]


def watch(server):
    """From now on somebody looks at every home of the server, so that agents call every few
    seconds."""
    connection = sqlite3.connect(server.data / "ohmstead.db", timeout=10)
    with connection:
        connection.execute("INSERT INTO live_watch (home_no, until) SELECT no, ? FROM home",
                           (FAR_FUTURE_MS,))
    connection.close()


def create(server, peer, zone="UTC"):
    """(path of the home, {entity of the first binding: channel}, key)"""
    path = first_run.create_home(server, "House", zone)
    channels = first_run.put_channels(server, path, channels_of(server, peer))
    key = server.run("key", "create", "--home", path.split("/")[-1])
    return path, channels, key
