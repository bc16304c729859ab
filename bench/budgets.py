"""The table: figure beside budget and peer."""

from dataclasses import dataclass

LATENCY = "latency"  # shown, does not decide: the machine may be busy with something else
DECIDES = "decides"  # ratios, CPU and bytes


@dataclass
class Row:
    what: str
    figure: str
    budget: str = ""
    peer: str = ""
    met: bool | None = None  # None: there is no budget
    kind: str = DECIDES

    @property
    def missed(self):
        return self.met is False and self.kind == DECIDES

    @property
    def mark(self):
        if self.met is None:
            return "-"
        if self.met:
            return "ok"
        return "MISSED" if self.kind == DECIDES else "over"


class Table:
    """Collects rows and prints each as soon as it is known."""

    WIDTHS = (58, 30, 22, 44)

    def __init__(self):
        self._rows = []

    def head(self):
        self._print("what", "figure", "budget", "peer in the same run", "")
        print("-" * (sum(self.WIDTHS) + 12))

    def add(self, row):
        self._rows.append(row)
        self._print(row.what, row.figure, row.budget, row.peer, row.mark)

    def at_most(self, what, figure, budget, unit, peer="", kind=DECIDES, digits=2):
        self.add(Row(what, f"{figure:,.{digits}f} {unit}", f"≤ {budget:g} {unit}", peer,
                     figure <= budget, kind))

    def note(self, what, figure, peer=""):
        self.add(Row(what, figure, peer=peer))

    @property
    def missed(self):
        return [row for row in self._rows if row.missed]

    def _print(self, *texts):
        cells = [f"{text:{width}}" for text, width in zip(texts, self.WIDTHS)]
        print(" ".join([*cells, texts[-1]]), flush=True)
