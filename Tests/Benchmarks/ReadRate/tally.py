"""Counts of one reader on one set of pictures, and statistics of its times."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from engines import Answer
from truth import Picture

Answers = dict[Path, Answer]


@dataclass
class Tally:
    """What one reader made of one set."""

    pictures: int = 0
    solved: int = 0
    """Pictures with all that has to be found in them."""
    misread: list[str] = field(default_factory=list)
    """What is not in the picture it was read in."""
    missed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    """Crashes, hangs and files that could not be decoded."""

    @property
    def misread_pictures(self) -> int:
        return len({line.split("\t")[0] for line in self.misread})

    @staticmethod
    def of(pictures: Iterable[Picture], answers: Answers) -> "Tally":
        tally = Tally()
        for picture in pictures:
            answer = answers[picture.path]
            tally.pictures += 1
            if answer.error:
                tally.errors.append(f"{picture.name}\t{answer.error}")
            for kind, text in sorted(picture.misreads(answer.found)):
                tally.misread.append(f"{picture.name}\t{kind} {text}")
            # An add-on alone is what has to be found in a few pictures.
            if picture.is_solved(answer.found | {("add-on", a) for a in answer.add_ons}):
                tally.solved += 1
            elif picture.required:
                tally.missed.append(picture.name)
        return tally

    @staticmethod
    def of_add_ons(pictures: Iterable[Picture], answers: Answers) -> "Tally":
        """Counts add-ons instead of pictures; a wrong one counts only where the truth has one."""
        tally = Tally()
        for picture in pictures:
            answer = answers[picture.path]
            for add_on in picture.add_ons:
                tally.pictures += 1
                tally.solved += add_on in answer.add_ons
                if add_on not in answer.add_ons:
                    tally.missed.append(picture.name)
            if picture.add_ons:
                tally.misread += [f"{picture.name}\tadd-on {a}" for a in sorted(answer.add_ons - set(picture.add_ons))]
        return tally

    def json(self) -> dict:
        return {
            "pictures": self.pictures, "solved": self.solved, "misread_pictures": self.misread_pictures,
            "misread": self.misread, "missed": self.missed, "errors": self.errors,
        }


@dataclass
class Times:
    """Milliseconds of one step over a set."""

    count: int
    mean: float
    median: float
    p95: float
    worst: float

    @staticmethod
    def of(pictures: Iterable[Picture], answers: Answers, step: Callable[[Answer], float]) -> "Times | None":
        values = sorted(step(answers[p.path]) for p in pictures if not answers[p.path].error)
        if not values:
            return None
        return Times(
            len(values), sum(values) / len(values), values[len(values) // 2],
            values[min(len(values) - 1, int(len(values) * 0.95))], values[-1])

    def json(self) -> dict:
        return {
            "pictures": self.count, "mean_ms": round(self.mean, 3), "median_ms": round(self.median, 3),
            "p95_ms": round(self.p95, 3), "worst_ms": round(self.worst, 3),
        }


def reading(answer: Answer) -> float:
    return answer.read_ms


def decoding(answer: Answer) -> float:
    return answer.decode_ms


def slowest(pictures: Iterable[Picture], answers: Answers, step: Callable[[Answer], float]) -> list[list]:
    """The ten pictures that took longest, with their milliseconds: where to look first."""
    ranked = sorted(pictures, key=lambda p: step(answers[p.path]), reverse=True)
    return [[p.name, round(step(answers[p.path]), 3)] for p in ranked[:10]]


def ratio(pictures: Iterable[Picture], ours: Answers, theirs: Answers) -> float | None:
    """Our reading time over theirs, on the pictures that both could decode."""
    both = [p.path for p in pictures if not ours[p.path].error and not theirs[p.path].error]
    total = sum(theirs[path].read_ms for path in both)
    return sum(ours[path].read_ms for path in both) / total if total else None
