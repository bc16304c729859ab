"""What an owner does on the first day, through the API: a home, its connection, its channels."""

from ohmstead_server import wait_for

CONNECT_S = 30
CHANNEL_FIELDS = ("key", "name", "role", "kind", "included_in", "register", "phase", "area")


def create_home(server, name, zone, currency="EUR", country=""):
    """A home without a connection; returns its path."""
    home = server.post("/homes", {
        "name": name, "time_zone": str(zone), "currency": currency, "country": country})
    return f"/homes/{home['id']}"


def connect(server, path, peer):
    server.put(f"{path}/connection", {"url": peer.url, "token": peer.token})


def connection_in(server, path, state):
    """The connection when it is in that state, else None."""
    connection = server.get(f"{path}/connection")
    return connection if connection["state"] == state else None


def wait_until_connected(server, path, timeout_s=CONNECT_S):
    return wait_for(lambda: connection_in(server, path, "connected"), timeout_s,
                    "connected to Home Assistant", 0.1)


def wait_for_the_past(server, path, timeout_s=CONNECT_S):
    """Until everything that was asked of the past has come."""
    def fetched():
        backfill = server.get(f"{path}/connection")["backfill"]
        return backfill["total"] > 0 and not backfill["running"]
    wait_for(fetched, timeout_s, "the past is fetched", 0.1)


def channel_of(proposal):
    """A proposal as it is confirmed: one channel with its counter and, where found, its power."""
    channel = {field: proposal[field] for field in CHANNEL_FIELDS if proposal.get(field)}
    channel["bindings"] = [{field: proposal[field]
                            for field in ("source", "measure", "sign", "invert")}]
    if proposal.get("device_entity"):
        channel["device"] = proposal["device_entity"]
    power = proposal.get("power_source")
    if power:
        channel["bindings"].append({
            "source": {"type": "entity", "id": power["id"]}, "measure": "power",
            "sign": power["sign"], "invert": power["invert"]})
    return channel


def put_channels(server, path, channels):
    """Replaces the home's channels; returns {entity of the first binding: channel}."""
    stored = server.put(f"{path}/channels", {"items": channels})
    return {channel["bindings"][0]["source"]["id"]: channel for channel in stored["items"]}


def adopt_proposals(server, path):
    """Confirms all that is proposed; returns {entity of the first binding: channel}."""
    discovery = server.post(f"{path}/connection/discover")
    return put_channels(server, path, [channel_of(p) for p in discovery["proposals"]])
