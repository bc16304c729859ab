"""What a browser has to fetch before the Live page shows."""

import gzip
import re

from budgets import Row
from process import ROOT

DIST = ROOT / "web" / "dist"
LIVE_PAGE = "`ohm-live-page`"
CHART = "u-over"  # uPlot's element under the cursor
LINKED = re.compile(r'(?:src|href)="([^"#:]+)"')
NEEDED = {".html": LINKED,
          ".js": re.compile(r'(?:from|import)\s*["\'`]\./([^"\'`]+)["\'`]'),
          ".css": re.compile(r'url\(["\']?(?:\./)?([^"\'):]+)["\']?\)')}


def with_what_they_name(files):
    """The files and all that they name, once each; what a page may load later is left out."""
    files = list(files)
    for file in files:  # grows while it is read
        pattern = NEEDED.get(file.suffix)
        for name in pattern.findall(file.read_text()) if pattern else ():
            needed = DIST / name.lstrip("/")
            if needed.is_file() and needed not in files:
                files.append(needed)
    return files


def chunk_with(marker):
    chunks = [file for file in DIST.glob("*.js") if marker in file.read_text()]
    if len(chunks) != 1:
        raise RuntimeError(f"{len(chunks)} scripts hold {marker}")
    return chunks[0]


def transferred(file):
    """Bytes as they travel: a font is compressed already."""
    content = file.read_bytes()
    return len(content) if file.suffix == ".woff2" else len(gzip.compress(content, 6))


def bundle_row(table):
    if not DIST.is_dir():
        table.add(Row("web: initial transfer", "web/dist is not built", "≤ 180 kB", met=False))
        return
    initial = with_what_they_name([DIST / "index.html"])
    live = with_what_they_name(dict.fromkeys([*initial, chunk_with(LIVE_PAGE)]))
    size = sum(transferred(file) for file in live)
    table.at_most(f"web: transfer until the Live page shows, {len(live)} files with the font, gzip -6",
                  size / 1000, 180, "kB", digits=1)
    later = [file for file in with_what_they_name([chunk_with(CHART)]) if file not in live]
    table.note(f"  after it, with the readings: what draws the chart, {len(later)} file",
               f"{sum(transferred(file) for file in later) / 1000:.1f} kB")
