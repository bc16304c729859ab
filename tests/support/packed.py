"""Blocks and chunks as docs/storage.md lays them out, of what is the same all along."""

import base64
import struct
import zlib

MEASURED_AND_WHOLE = 4 | 0x80
SLOTS_PER_DAY = 96


def varint(value):
    packed = bytearray()
    while value >= 0x80:
        packed.append(value & 0x7F | 0x80)
        value >>= 7
    packed.append(value)
    return bytes(packed)


def signed(value):
    return varint(value << 1 if value >= 0 else (-value << 1) - 1)


def scaled(value):
    """(exponent, what is left) of a value other than 0."""
    exponent = 0
    while exponent < 6 and value % 10 == 0:
        exponent, value = exponent + 1, value // 10
    return exponent, value


def seal(content):
    sealed = content + struct.pack("<I", zlib.crc32(content))
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def block(epoch, sequence, slots, amount, jump=None):
    """A day's first `slots` slots, each measured and of `amount` base units. `jump`: (ms of the day, base units) of a
    rise in quarantine that took a second."""
    exponent, least = scaled(amount)
    content = bytes([2 if jump else 1]) + varint(epoch) + varint(sequence) + bytes([0, slots])
    if slots:
        content += bytes([0]) + varint(slots) + bytes([MEASURED_AND_WHOLE, exponent])
        content += signed(least) + bytes([0])
    if jump:
        content += bytes([1, 3]) + varint(jump[0]) + signed(1_000) + signed(jump[1]) + signed(jump[1])
    return seal(content)


def chunk(count, step_ms, value, rank):
    """An hour's first `count` readings, two or more, each of `value` base units."""
    exponent, first = scaled(value)
    return seal(bytes([1, exponent << 4]) + varint(count) + varint(0) + varint(step_ms)
                + bytes([rank]) + signed(first) + bytes([0]) + varint(count - 2))
