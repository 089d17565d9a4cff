"""What was tried against the daemon and what of it held, kind by kind: counted by each test of attacks, in whatever process it
runs, and printed as one table at the end of the run."""

from collections.abc import Iterator

import pytest

#: The name under which a test's report carries its counts.
PROPERTY = "attacks"

#: Tried and held of the whole run, by kind.
total: dict[str, list[int]] = {}


class Attacks:
    """What one test tried, and what did not hold."""

    def __init__(self):
        self.counts: dict[str, list[int]] = {}
        self.broken: list[str] = []

    def note(self, kind: str, name: str, held: bool, answer: object = ""):
        """Counts one attack."""
        count = self.counts.setdefault(kind, [0, 0])
        count[0] += 1
        count[1] += held
        if not held:
            self.broken.append(f"{kind}, {name}: {answer}")

    def assert_held(self):
        assert not self.broken, "\n".join(self.broken)


@pytest.fixture
def attacks(request) -> Iterator[Attacks]:
    """Counts one by one; a test that has the mark `attack(KIND)` instead counts as one."""
    made = Attacks()
    yield made
    request.node.user_properties.append((PROPERTY, made.counts))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    mark = item.get_closest_marker("attack")
    if mark and call.when == "call" and not report.skipped:
        item.user_properties.append((PROPERTY, {mark.args[0]: [1, int(report.passed)]}))
    return report


def pytest_runtest_logreport(report):
    # The last of a test's reports has all that was added.
    if report.when != "teardown":
        return
    for name, counts in report.user_properties:
        for kind, (tried, held) in counts.items() if name == PROPERTY else ():
            count = total.setdefault(kind, [0, 0])
            count[0] += tried
            count[1] += held


def pytest_terminal_summary(terminalreporter):
    if not total:
        return
    terminalreporter.section("attacks, tried and held")
    for kind, (tried, held) in [*sorted(total.items()), ("all", [sum(column) for column in zip(*total.values())])]:
        terminalreporter.write_line(f"{kind:40}{tried:6}{held:6}{'' if tried == held else '  BROKEN'}")
