"""The demo's fronts, told as the manifest says from covers that the database keeps: encoded anew, not as their files are."""

import json
import sys

import pytest

from daemon import run_command
from pictures import IMAGES, samples

sys.path.insert(0, str(IMAGES.parent / "deploy"))

from demo_truth import differences  # noqa: E402


@pytest.fixture
def covered(start, sample_database, tmp_path):
    """A daemon with all sample covers, and none of them refused."""
    database = sample_database.copy_to(tmp_path / "covered")
    added = run_command("covers", "add", str(IMAGES / "covers"), "--database", f"sqlite:{database}", "--json")
    assert added.returncode == 0, added.stderr
    count = len(list((IMAGES / "covers").glob("*.jpg")))
    assert json.loads(added.stdout) == {"added": count, "replaced": 0, "kept": 0, "rejected": 0}
    built = run_command("covers", "build", "--database", f"sqlite:{database}")
    assert built.returncode == 0, built.stderr
    # Time enough on a machine that does other things, too: what is found is asked here, not how soon.
    return start("--cover-budget", "1000", database=database)


def test_sample_fronts_are_told_as_the_manifest_says(covered):
    wrong = {}
    for sample in samples("front"):
        answer = covered.scan((IMAGES / sample["file"]).read_bytes(), "image/jpeg")
        if found := differences(sample, answer.status, answer.json()):
            wrong[sample["file"]] = found
    assert not wrong
