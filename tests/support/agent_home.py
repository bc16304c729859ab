"""A home at a server whose engine is an agent: made as an owner makes one."""

import first_run


def channels_of(server, peer):
    """The channels that a Home Assistant proposes, as the API takes them. A home that is gone again
    asked for them."""
    scout = first_run.create_home(server, "Scout", "UTC")
    first_run.connect(server, scout, peer)
    first_run.wait_until_connected(server, scout)
    discovery = server.post(f"{scout}/connection/discover")
    server.request("DELETE", scout)
    return [first_run.channel_of(proposal) for proposal in discovery["proposals"]]


def create(server, peer, zone="UTC"):
    """(path of the home, {entity of the first binding: channel}, key)"""
    path = first_run.create_home(server, "House", zone)
    channels = first_run.put_channels(server, path, channels_of(server, peer))
    key = server.run("key", "create", "--home", path.split("/")[-1])
    return path, channels, key
