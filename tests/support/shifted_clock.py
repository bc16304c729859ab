"""Another time of day for a program that runs beside a test. Standard library only."""

import struct

from ohmstead_server import BUILD

LIBRARY = BUILD / "libohmstead_shifted_clock.so"


class ShiftedClock:
    """Kept in `folder`. A program started with its `variables` goes by it, now and whenever it is
    put again; timers and waits stay the machine's."""

    def __init__(self, folder):
        self._file = folder / "shift"
        self.put(0)
        self.variables = {"LD_PRELOAD": str(LIBRARY), "OHMSTEAD_SHIFT_FILE": str(self._file)}

    def put(self, seconds):
        """That many seconds ahead of the machine's, or with a minus behind it; in one step."""
        with open(self._file, "r+b" if self._file.exists() else "wb") as file:
            file.write(struct.pack("<q", seconds))
