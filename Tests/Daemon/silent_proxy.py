"""A loopback proxy that falls silent as a firewall does that has forgotten its connections.

The two ends know nothing of it: no connection is closed or reset, and whatever is sent on it is taken and thrown away.
To stop the server's processes would not be the same, since one that is stopped with a lock of the server in its hands
stops all of them.
"""

import socket
import threading

from waiting import PATIENCE


class SilentProxy:
    """Forwards TCP connections to a port of this machine, whatever they say, for the length of a `with` block."""

    def __init__(self, port: int):
        self.target = ("127.0.0.1", port)
        self._lock = threading.Lock()
        self._connections: list[_Forwarded] = []
        self._directions: list[threading.Thread] = []
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
        """Bytes that were sent, at either end, on connections that had fallen silent."""
        with self._lock:
            return sum(sum(connection.swallowed) for connection in self._connections)

    def fall_silent(self) -> int:
        """Swallows from now on all that comes on the connections there are, even that one of the ends has left.

        Later ones are forwarded.

        Returns how many fell silent.
        """
        with self._lock:
            speaking = [connection for connection in self._connections if connection.forwards]
            for connection in speaking:
                connection.silent.set()
            return len(speaking)

    def close(self):
        """Ends every connection at both ends, and waits for the threads."""
        self._listener.shutdown(socket.SHUT_RDWR)  # to close it would not wake the thread that is in accept
        self._acceptor.join(PATIENCE)
        self._listener.close()
        for connection in self._connections:
            connection.shut()
        for thread in self._directions:
            thread.join(PATIENCE)
        assert not any(thread.is_alive() for thread in (self._acceptor, *self._directions)), "the proxy does not end"
        for connection in self._connections:
            connection.close()

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
            connection = _Forwarded(near, far)
            with self._lock:
                self._connections.append(connection)
            for way in (0, 1):
                self._directions.append(threading.Thread(target=connection.forward, args=(way,), daemon=True))
                self._directions[-1].start()


class _Forwarded:
    """One connection, from the client's end to the server's."""

    def __init__(self, near: socket.socket, far: socket.socket):
        self._ends = (near, far)
        self.silent = threading.Event()
        #: Bytes on the way to the server, and to the client.
        self.swallowed = [0, 0]
        self._ended = threading.Event()

    @property
    def forwards(self) -> bool:
        """Whether what is sent at either end still arrives."""
        return not self.silent.is_set() and not self._ended.is_set()

    def forward(self, way: int):
        """Hands on what comes from one end to the other, until no more comes; where one end is lost, so is the other.

        The way 0 leads to the server, 1 to the client.
        """
        source, target = self._ends[way], self._ends[1 - way]
        try:
            while data := source.recv(65536):
                if self.silent.is_set():
                    self.swallowed[way] += len(data)
                else:
                    target.sendall(data)
            if not self.silent.is_set():
                target.shutdown(socket.SHUT_WR)
        except OSError:
            if not self.silent.is_set():
                self.shut()
        finally:
            self._ended.set()

    def shut(self):
        """Ends both directions at both ends."""
        for end in self._ends:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # it has ended by itself

    def close(self):
        """Gives both ends back, once nothing is forwarded."""
        for end in self._ends:
            end.close()
