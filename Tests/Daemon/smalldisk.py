"""A disk that is small enough to be filled: a tmpfs that only processes of its own see, gone with them."""

import errno
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from waiting import PATIENCE


class SmallDisk:
    """A mount namespace with a tmpfs in it, for the length of a `with` block.

    Root needs no more than the right to mount; everybody else takes a user namespace, which some systems forbid. Where
    neither goes, the test fails and says so.
    """

    def __init__(self, mebibytes: int):
        # Where processes of the namespace see the disk; the others see an empty folder.
        self.path = Path(tempfile.mkdtemp(prefix="footbridge-disk-"))
        os.chmod(self.path, 0o755)
        self._user = [] if os.geteuid() == 0 else ["--user"]
        mapping = ["--map-current-user", "--keep-caps"] if self._user else []
        # It holds the namespace, and ends when its input does.
        self._holder = subprocess.Popen(
            ["unshare", "--mount", *self._user, *mapping, "sh", "-c",
             f"mount -t tmpfs -o size={mebibytes}m,mode=1777 tmpfs '{self.path}' && echo mounted && cat >/dev/null"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert self._holder.stdout
        said = self._holder.stdout.readline().strip()
        if said != "mounted":
            self.__exit__()
            raise AssertionError(f"no small disk can be mounted: {said}; run this as root, or allow user namespaces")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        assert self._holder.stdin
        self._holder.stdin.close()
        self._holder.wait(PATIENCE)
        shutil.rmtree(self.path, ignore_errors=True)

    @property
    def inside(self) -> Path:
        """The disk as this process sees it."""
        return Path(f"/proc/{self._holder.pid}/root{self.path}")

    def entering(self) -> list[str]:
        """What to put before a command that is to see the disk."""
        preserve = ["--preserve-credentials"] if self._user else []
        return ["nsenter", f"--target={self._holder.pid}", "--mount", *self._user, *preserve, "--"]

    def fill(self):
        """Takes all the room that is left."""
        with open(self.inside / "filler", "ab", buffering=0) as filler:
            for size in (1 << 20, 4096, 1):
                try:
                    while True:
                        filler.write(b"\0" * size)
                except OSError as full:
                    assert full.errno == errno.ENOSPC

    def make_room(self):
        """Gives it back."""
        (self.inside / "filler").unlink(missing_ok=True)
