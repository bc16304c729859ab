"""DynamoDB's capacity units by its published rules. Pure.

Source: Amazon DynamoDB Developer Guide, "DynamoDB item sizes and formats", "Capacity unit
consumption for reads", "… for writes", "Capacity management for transactions". Where the guide says
"approximately" (numbers) or nothing (a condition checked in a transaction), this takes what costs
more.
"""

import base64
from decimal import Decimal
from math import ceil

READ_UNIT_BYTES = 4096
WRITE_UNIT_BYTES = 1024
# What is billed for keeping an item, beyond its bytes.
STORED_ITEM_BYTES = 100
CONTAINER_BYTES = 3
ELEMENT_BYTES = 1


def number_bytes(text):
    """One byte for two significant digits, one more, and one for a minus: 21 at most."""
    digits = "".join(map(str, Decimal(text).as_tuple().digits)).strip("0") or "0"
    return ceil(len(digits) / 2) + 1 + text.startswith("-")


def value_bytes(value):
    """Of an attribute's value as the protocol writes it: {"S": "text"}."""
    (kind, content), = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return number_bytes(content)
        case "B":
            return len(base64.b64decode(content))
        case "BOOL" | "NULL":
            return 1
        case "L":
            return CONTAINER_BYTES + sum(ELEMENT_BYTES + value_bytes(one) for one in content)
        case "M":
            return CONTAINER_BYTES + len(content) * ELEMENT_BYTES + item_bytes(content)
        case "SS" | "NS" | "BS":
            return sum(value_bytes({kind[0]: one}) for one in content)
    raise ValueError(f"there is no type {kind}")


def item_bytes(item):
    """Names and values of all attributes; 0 of an item that is not there ({} or None)."""
    return sum(len(name.encode()) + value_bytes(value) for name, value in (item or {}).items())


def read_units(size, consistent):
    """Of one item, or of all that a page of a query has looked at together; size 0: of nothing."""
    units = max(1, ceil(size / READ_UNIT_BYTES))
    return float(units) if consistent else units / 2


def write_units(before, after=0):
    """Of one item that was `before` bytes and is `after` now; 0: not there. Of a write whose
    condition failed, `before` alone counts."""
    return float(max(1, ceil(max(before, after) / WRITE_UNIT_BYTES)))


def transacted(units):
    """Of the same within a transaction, which prepares and commits."""
    return 2 * units
