"""Bounded waiting: a condition is asked again and again until it holds or its time is up."""

import threading
import time
from collections.abc import Callable

_pause = threading.Event()


def holds(condition: Callable[[], object], seconds: float, every: float = 0.05) -> bool:
    """Whether the condition comes true within so many seconds."""
    end = time.monotonic() + seconds
    while True:
        if condition():
            return True
        if time.monotonic() >= end:
            return False
        _pause.wait(every)


def eventually(condition: Callable[[], object], seconds: float, what: str, every: float = 0.05) -> float:
    """Waits until the condition holds, and fails with `what` when it does not in time; returns the seconds it took."""
    began = time.monotonic()
    assert holds(condition, seconds, every), f"not within {seconds} s: {what}"
    return time.monotonic() - began
