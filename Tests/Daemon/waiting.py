"""Bounded waiting: a condition is asked again and again until it holds."""

import threading
import time
from collections.abc import Callable

#: Seconds that no step of a test takes, however slow the machine: who waits longer waits for something that hangs.
PATIENCE = 300.0

_pause = threading.Event()


def eventually(condition: Callable[[], object], what: str, every: float = 0.05):
    """Waits until the condition holds, and fails with `what` when that hangs."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"not within {PATIENCE:.0f} s: {what}"
        _pause.wait(every)
