"""A loopback proxy that falls silent as a firewall does that has forgotten its connections.

The two ends know nothing of it: no connection is closed or reset, and whatever is sent on it is taken and thrown away.
To stop the server's processes would not be the same, since one that is stopped with a lock of the server in its hands
stops all of them.
"""

import socket
import threading
from collections.abc import Callable

from waiting import PATIENCE


class SilentProxy:
    """Forwards TCP connections to a port of this machine, whatever they say, for the length of a `with` block.

    Where a cue is given, one connection loses what the server says, and nothing of what the client says: the first on
    which the client said these bytes, was answered, and goes on.
    """

    def __init__(self, port: int, cue: bytes | None = None):
        self.target = ("127.0.0.1", port)
        self._cue = cue
        self._lock = threading.Lock()
        self._connections: list[_Connection] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @property
    def port(self) -> int:
        """Where it listens, on 127.0.0.1."""
        return self._listener.getsockname()[1]

    @property
    def swallowed(self) -> int:
        """Bytes that were sent, at either end, and never arrived."""
        with self._lock:
            return sum(way.swallowed for connection in self._connections for way in connection.ways)

    def fall_silent(self) -> int:
        """Swallows from now on all that comes on the connections there are, even that one of the ends has left.

        Later ones are forwarded. Returns how many fell silent.
        """
        with self._lock:
            speaking = [connection for connection in self._connections if connection.speaks]
            for connection in speaking:
                for way in connection.ways:
                    way.silent.set()
            return len(speaking)

    def close(self):
        """Ends every connection at both ends, and waits for the threads."""
        self._listener.shutdown(socket.SHUT_RDWR)  # to close it would not wake the thread that is in accept
        self._acceptor.join(PATIENCE)
        self._listener.close()
        for connection in self._connections:
            connection.close()
        assert not self._acceptor.is_alive(), "the proxy does not end"

    def _accept(self):
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return  # closed
            try:
                far = socket.create_connection(self.target, timeout=PATIENCE)
            except OSError:
                near.close()  # nobody listens there: the nearest to a refusal that is left
                continue
            far.settimeout(None)
            for end in (near, far):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._connections.append(_Connection(near, far, self._takes_cue))

    def _takes_cue(self, said: bytes) -> bool:
        """Whether a client said the cue, which counts once."""
        with self._lock:
            if self._cue is None or self._cue not in said:
                return False
            self._cue = None
            return True


class _Way:
    """What is sent at one end of a connection, on its way to the other."""

    def __init__(self, source: socket.socket, target: socket.socket, hear: Callable[[bytes], None] = lambda _: None):
        self.silent = threading.Event()
        self.swallowed = 0
        self._source = source
        self._target = target
        self._hear = hear
        self.thread = threading.Thread(target=self._forward, daemon=True)

    def _forward(self):
        """Hands on what comes until no more comes; where one end is lost, so is the other."""
        try:
            while data := self._source.recv(65536):
                self._hear(data)
                if self.silent.is_set():
                    self.swallowed += len(data)
                else:
                    self._target.sendall(data)
            if not self.silent.is_set():
                self._target.shutdown(socket.SHUT_WR)
        except OSError:
            if not self.silent.is_set():
                for end in (self._source, self._target):
                    shut(end)


class _Connection:
    """One connection, from the client's end to the server's."""

    def __init__(self, near: socket.socket, far: socket.socket, takes_cue: Callable[[bytes], bool]):
        is_cued = False

        def hear(said: bytes):
            nonlocal is_cued
            if is_cued:
                self.ways[1].silent.set()
            is_cued = is_cued or takes_cue(said)

        self._ends = (near, far)
        self.ways = (_Way(near, far, hear), _Way(far, near))
        for way in self.ways:
            way.thread.start()

    @property
    def speaks(self) -> bool:
        """Whether what is sent at either end still arrives."""
        return not any(way.silent.is_set() or not way.thread.is_alive() for way in self.ways)

    def close(self):
        """Ends it at both ends."""
        for end in self._ends:
            shut(end)
        for way in self.ways:
            way.thread.join(PATIENCE)
        assert not any(way.thread.is_alive() for way in self.ways), "a connection of the proxy does not end"
        for end in self._ends:
            end.close()


def shut(end: socket.socket):
    """Ends both directions at one end, whose threads wake."""
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # it has ended by itself
