"""`deploy/install`: what it puts under a prefix works from any folder, is replaced whole, and is taken out again."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from daemon import binary, settings_free_environment

INSTALL = Path(__file__).resolve().parents[2] / "deploy" / "install"


def install(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([INSTALL, *arguments], capture_output=True, text=True, check=False, timeout=120)


def test_what_is_installed_works_from_any_folder_and_is_taken_out_again(tmp_path):
    prefix, elsewhere = tmp_path / "a prefix", tmp_path / "elsewhere"
    elsewhere.mkdir()
    for _ in range(2):
        # The second replaces the first.
        done = install("--prefix", str(prefix), "--binary", binary())
        assert done.returncode == 0, done.stderr
        assert f"{prefix}/bin is not on the PATH" in done.stdout

    environment = settings_free_environment() | {"PATH": f"{prefix}/bin:{os.environ['PATH']}"}

    def run(*command: str) -> str:
        ended = subprocess.run(command, cwd=elsewhere, env=environment, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    # Nothing of it leads back to where it was built, nor to the toolchain for what is beside it.
    program = (prefix / "bin" / "footbridge").resolve()
    assert program == prefix / "lib" / "footbridge" / "footbridge"
    runtime = re.findall(r"=> /\S+/swift/linux/(\S+\.so)", run("ldd", str(program)))
    assert runtime and all((program.parent / name).is_file() for name in runtime)
    assert "$ORIGIN" in run("readelf", "-d", str(program))

    assert run("footbridge", "--version") == subprocess.run(
        [binary(), "--version"], capture_output=True, text=True, check=True).stdout
    photo = Path(__file__).resolve().parents[2] / "images" / "isbn-back-oak.jpg"
    assert "9780306406157" in run("footbridge", "decode", str(photo))

    manual = prefix / "share" / "man" / "man1" / "footbridge.1"
    page = manual.read_text()
    for words in (r"footbridge key create", r"\fB\-\-origin\fR", "footbridge serve", r"\fB\-\-upload\-places\fR"):
        assert words in page
    if shutil.which("groff"):
        warned = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z", str(manual)], capture_output=True, text=True,
                                check=False)
        assert warned.returncode == 0 and warned.stderr == ""

    kept = prefix / "bin" / "something-else"
    kept.touch()
    assert install("--uninstall", "--prefix", str(prefix)).returncode == 0
    assert [path for path in prefix.rglob("*") if not path.is_dir()] == [kept]
    assert install("--uninstall", "--prefix", str(prefix)).returncode == 1


def test_what_others_put_there_is_left_alone(tmp_path):
    (tmp_path / "lib" / "footbridge").mkdir(parents=True)
    (tmp_path / "lib" / "footbridge" / "theirs").touch()
    assert install("--uninstall", "--prefix", str(tmp_path)).returncode == 1
    assert install("--prefix", str(tmp_path), "--binary", binary()).returncode == 1
    assert sorted(path.name for path in (tmp_path / "lib").iterdir()) == ["footbridge"]
    assert (tmp_path / "lib" / "footbridge" / "theirs").is_file()
    assert install("--prefix").returncode == install("--unknown").returncode == 64
