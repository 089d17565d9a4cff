"""One measurement: what is read with every reader, and the rows that it adds to the table."""

import argparse
from collections.abc import Callable

import pictures
from engines import Engine, Progress
from table import Table
from tally import Answers, Tally, Times, decoding, ratio, reading, slowest
from truth import Picture

OTHERS = ("code128", "code39", "itf", "codabar", "databar", "databar-exp")


class Run:
    """One measurement: sets are read as they are asked for, and each adds its rows."""

    def __init__(self, options: argparse.Namespace, readers: list[Engine]):
        self.options = options
        self.readers = readers
        self.baselines = readers[len(readers) - len(options.baseline):]
        self.table = Table([reader.name for reader in readers])
        self.answers: dict[str, Answers] = {reader.name: {} for reader in readers}
        self.report: dict[str, dict] = {}
        self.parts: dict[str, list[Picture]] = {}
        self.store = pictures.Store(options.work)

    def wants(self, category: str) -> bool:
        return not self.options.only or category in self.options.only

    def read(self, what: str, chosen: list[Picture]) -> None:
        files = [p.path for p in chosen]
        for reader in self.readers:
            progress = Progress(f"{reader.name} reads {what}", len(files))
            self.answers[reader.name].update(reader.read(files, self.options.rounds, progress))
            progress.finish()
        self.parts[what] = chosen

    def counts(self, label: str, chosen: list[Picture], goal: str = "", share: bool = False,
               tally: Callable[[list[Picture], Answers], Tally] = Tally.of) -> None:
        """A row of what was found and, in brackets, misread."""
        tallies = {r.name: tally(chosen, self.answers[r.name]) for r in self.readers}
        first = next(iter(tallies.values()))
        if not first.pictures:
            return
        self.report.setdefault(label, {})["counts"] = {name: t.json() for name, t in tallies.items()}
        cells = []
        for t in tallies.values():
            found = f"{t.solved / t.pictures:.1%}" if share else str(t.solved)
            cells.append(f"{found} ({t.misread_pictures})" + (f" {len(t.errors)} errors" if t.errors else ""))
        self.table.row(f"{label}, {first.pictures}", goal, cells)

    def false_reads(self, label: str, chosen: list[Picture], goal: str = "0") -> None:
        tallies = {r.name: Tally.of(chosen, self.answers[r.name]) for r in self.readers}
        if not chosen:
            return
        self.report.setdefault(label, {})["false_reads"] = {name: t.json() for name, t in tallies.items()}
        cells = [str(t.misread_pictures) + (f" {len(t.errors)} errors" if t.errors else "") for t in tallies.values()]
        self.table.row(f"{label}, {len(chosen)}", goal, cells)

    def times(self, label: str, chosen: list[Picture], figures: tuple[str, ...], goal: str = "", step=reading) -> None:
        """A row of milliseconds; of those readers that tell the step apart."""
        times = {r.name: Times.of(chosen, self.answers[r.name], step) for r in self.readers}
        self.report.setdefault(label, {})["times"] = {
            name: t.json() | {"slowest": slowest(chosen, self.answers[name], step)} for name, t in times.items() if t}
        cells = [
            "–" if t is None or t.worst == 0 else " / ".join(f"{getattr(t, figure):.1f}" for figure in figures)
            for t in times.values()
        ]
        self.table.row(label, goal, cells)

    # The parts.

    def corpus(self, photos: list[Picture]) -> None:
        def of(*families: str) -> list[Picture]:
            return [p for p in photos if p.category in families]

        self.table.heading("corpus: all found (misread)")
        self.counts("retail", of("retail"), "≥ 262 (0)")
        self.counts("QR", of("qr"), "≥ 152 (0)")
        self.counts("several kinds", of("multi"))
        self.counts("other symbologies", of(*OTHERS), "≥ 205 (0)")
        for family in OTHERS:
            self.counts(f"  {family}", of(family))
        self.false_reads("false reads on negatives", of("negative"))
        self.table.heading("a corpus picture, ms on one core")
        self.times("reading: mean / p95 / worst", photos, ("mean", "p95", "worst"), "≤ 5 / 20 / 60")
        self.times("reading: median", photos, ("median",))
        self.times("decoding: mean / median", photos, ("mean", "median"), step=decoding)
        self.times("both: mean", photos, ("mean",), step=lambda a: a.read_ms + a.decode_ms)
        self.times("reading, nothing there: median", of("negative"), ("median",), "≤ 2.5")
        self.times("reading, nothing there: worst", of("negative"), ("worst",))

    def shares_of_own(self, label: str, copies: list[Picture], originals: dict[str, Picture]) -> None:
        """A row of shares among what is made of photos that each reader reads as they are."""
        cells = []
        for reader in self.readers:
            answers = self.answers[reader.name]
            readable = {group for group, p in originals.items() if p.is_solved(answers[p.path].found)}
            own = [c for c in copies if readable.issuperset(c.group.split("\n"))]
            tally = Tally.of(own, answers)
            self.report.setdefault(label, {}).setdefault("counts", {})[reader.name] = tally.json()
            cells.append(f"{tally.solved / tally.pictures:.1%} of {tally.pictures}" if own else "–")
        self.table.row(label, "", cells)

    def perturbed(self, copies: list[Picture], originals: dict[str, Picture]) -> None:
        self.table.heading("perturbed copies: all found (misread)")
        for family, label, goal in (("retail", "retail", "≥ 93 % (0)"), ("qr", "QR", "≥ 97 % (0)")):
            family_copies = [p for p in copies if p.category == family]
            self.counts(f"{label} copies", family_copies, goal, share=True)
            self.shares_of_own(f"  {label}, of what each reads unperturbed", family_copies, originals)
            for kind in dict.fromkeys(p.tag for p in sorted(family_copies, key=lambda p: p.tag)):
                self.counts(f"  {label} {kind}", [p for p in family_copies if p.tag == kind])
        self.times("reading a copy: mean / p95 / worst", copies, ("mean", "p95", "worst"))

    def empty(self, label: str, chosen: list[Picture]) -> None:
        self.table.heading(f"{label}: false reads")
        self.false_reads(label, chosen)
        for tag in dict.fromkeys(p.tag for p in chosen):
            of_tag = [p for p in chosen if p.tag == tag]
            if any(Tally.of(of_tag, self.answers[r.name]).misread for r in self.readers) and len(of_tag) < len(chosen):
                self.false_reads(f"  {tag}", of_tag)
        self.times(f"reading {label}: median / p95 / worst", chosen, ("median", "p95", "worst"))

    def composites(self, chosen: list[Picture], originals: dict[str, Picture]) -> None:
        self.table.heading("composites of 2 to 4 photos: complete (misread)")
        self.counts("composites", chosen, "≥ 52 of 60")
        self.shares_of_own("  of photos that each reads alone", chosen, originals)
        for count in (2, 3, 4):
            self.counts(f"  {count} photos", [p for p in chosen if p.tag == f"{count} photos"])
        self.times("reading a composite: mean / worst", chosen, ("mean", "worst"))

    def phones(self, chosen: list[Picture]) -> None:
        with_code = [p for p in chosen if p.tag == "with a code"]
        without = [p for p in chosen if p.tag == "without"]
        self.table.heading("12 megapixels: all found (misread), ms")
        self.counts("12 MP with a code", with_code)
        self.false_reads("12 MP without", without)
        self.times("reading, with a code: mean / worst", with_code, ("mean", "worst"), "≤ 15")
        self.times("reading, without: mean / worst", without, ("mean", "worst"))
        self.times("decoding: mean / worst", chosen, ("mean", "worst"), step=decoding)

    def samples(self, chosen: list[Picture]) -> None:
        self.table.heading("sample photos in images/: all found (misread)")
        self.counts("two-tier Japanese books", [p for p in chosen if p.category == "japanese"], "all")
        self.counts("other samples", [p for p in chosen if p.category != "japanese"])

    def field(self, chosen: list[Picture]) -> None:
        self.table.heading("photos of other projects: all found (misread)")
        self.counts("field retail", [p for p in chosen if p.category == "retail"], "≥ 48")
        self.counts("field QR", [p for p in chosen if p.category == "qr"], "all")
        self.counts("field, other symbologies", [p for p in chosen if p.category == "other"])
        self.false_reads("field, nothing to read", [p for p in chosen if p.category == "negative"])

    def add_ons(self, chosen: list[Picture]) -> None:
        self.table.heading("add-ons of all parts: digits right (wrong)")
        self.counts("add-ons", chosen, "all", tally=Tally.of_add_ons)

    def ratios(self) -> None:
        if not self.baselines:
            return
        self.table.heading(f"{self.readers[0].name}'s reading time over the baseline's")
        ours = self.answers[self.readers[0].name]
        for part, chosen in {"all parts": sum(self.parts.values(), []), **self.parts}.items():
            cells = [""] * len(self.readers)
            for baseline in self.baselines:
                value = ratio(chosen, ours, self.answers[baseline.name])
                cells[self.readers.index(baseline)] = "–" if value is None else f"{value:.2f}"
                self.report.setdefault(f"ratio, {part}", {})[baseline.name] = value
            self.table.row(part, "≤ 1.3" if part == "all parts" else "", cells)
