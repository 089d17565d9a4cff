"""Runs readers over many files: any program that takes paths and prints one JSON object a line for each."""

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from truth import ADD_ONS, Key, key_of, name_of

FILES_A_PROCESS = 400
# A reader that prints nothing for so long hangs on the next file.
STALL_SECONDS = 60


@dataclass
class Answer:
    """What a reader says about one file."""

    found: set[Key] = field(default_factory=set)
    add_ons: set[str] = field(default_factory=set)
    read_ms: float = 0
    """Looking for symbols in pixels; the whole where a reader does not tell it apart from decoding."""
    decode_ms: float = 0
    error: str | None = None

    @staticmethod
    def of(line: dict) -> "Answer":
        answer = Answer(error=line.get("error"))
        for symbol in line.get("symbols") or []:
            add_on = symbol.get("add_on") or symbol.get("addon")
            if name_of(symbol["symbology"]) in ADD_ONS:
                add_on = symbol["text"]
            else:
                answer.found.add(key_of(symbol["symbology"], symbol["text"]))
            if add_on:
                answer.add_ons.add(add_on)
        if "load_ms" in line:
            answer.decode_ms, answer.read_ms = line["load_ms"], line["elapsed_ms"]
        elif "read_ms" in line:
            answer.decode_ms, answer.read_ms = line.get("decode_ms") or 0, line["read_ms"] or 0
        else:
            answer.read_ms = line.get("elapsed_ms") or 0
        return answer


@dataclass
class Engine:
    """A reader, run on one core."""

    name: str
    command: list[str]
    version: str
    log: Path
    """What it prints to stderr."""
    core: int | None
    """Where it runs; None for a reader that would start several threads there."""

    def read(self, files: list[Path], rounds: int, progress: Callable[[int], None]) -> dict[Path, Answer]:
        """Reads every file; of several rounds, which must agree, each file keeps its fastest times."""
        answers: dict[Path, Answer] = {}
        for turn in range(rounds):
            for begin in range(0, len(files), FILES_A_PROCESS):
                batch = files[begin:begin + FILES_A_PROCESS]
                for file, answer in self._read_batch(batch, lambda n, b=begin: progress(b + n)).items():
                    if file in answers:
                        before = answers[file]
                        before.read_ms = min(before.read_ms, answer.read_ms)
                        before.decode_ms = min(before.decode_ms, answer.decode_ms)
                        if before.found != answer.found:
                            print(f"{self.name}: {file} was read differently in round {turn + 1}", file=sys.stderr)
                    else:
                        answers[file] = answer
        return answers

    def _stay(self) -> None:
        if self.core is not None:
            os.sched_setaffinity(0, {self.core})

    def _read_batch(self, files: list[Path], progress: Callable[[int], None]) -> dict[Path, Answer]:
        answers: dict[Path, Answer] = {}
        remaining = list(files)
        while remaining:
            ending = self._run(remaining, answers, lambda: progress(len(answers)))
            remaining = [f for f in files if f not in answers]
            if remaining:
                # The first without an answer is the one it ended on; the others get a process of their own.
                answers[remaining.pop(0)] = Answer(error=ending)
        return answers

    def _run(self, files: list[Path], answers: dict[Path, Answer], progress: Callable[[], None]) -> str:
        """One process; returns how it ended, for a file that has no answer."""
        by_name = {str(f): f for f in files}
        with open(self.log, "ab") as log, subprocess.Popen(
                [*self.command, *by_name], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
                preexec_fn=self._stay) as process:
            assert process.stdout is not None
            pending = b""
            with selectors.DefaultSelector() as selector:
                selector.register(process.stdout, selectors.EVENT_READ)
                while True:
                    if not selector.select(STALL_SECONDS):
                        process.kill()
                        return f"no answer within {STALL_SECONDS} s"
                    chunk = os.read(process.stdout.fileno(), 1 << 16)
                    if not chunk:
                        break
                    *lines, pending = (pending + chunk).split(b"\n")
                    for line in filter(None, lines):
                        try:
                            said = json.loads(line.decode("utf-8", "replace"))
                        except ValueError:
                            process.kill()
                            sys.exit(f"{self.name} printed something that is no JSON: {line[:200]!r}")
                        if (file := by_name.get(said["file"])) is not None:
                            answers[file] = Answer.of(said)
                    progress()
            return f"ended with status {process.wait()} without an answer"


class Progress:
    """One line that says how far a step is, rewritten in place on a terminal."""

    def __init__(self, what: str, total: int):
        self.what, self.total, self.began, self.shown = what, total, time.monotonic(), 0.0

    def __call__(self, done: int) -> None:
        now = time.monotonic()
        if not sys.stderr.isatty() or now - self.shown < 0.2:
            return
        self.shown = now
        print(f"\r\x1b[K{self.what}: {done} of {self.total}", end="", file=sys.stderr, flush=True)

    def finish(self) -> None:
        seconds = time.monotonic() - self.began
        start = "\r\x1b[K" if sys.stderr.isatty() else ""
        print(f"{start}{self.what}: {self.total} in {seconds:.1f} s", file=sys.stderr, flush=True)
