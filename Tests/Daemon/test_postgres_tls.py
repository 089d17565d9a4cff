"""PostgreSQL over TLS, through something that fills TLS records to the brim."""

import select
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from daemon import run_command
from postgres import changed

#: The most that one TLS record holds; libpq's own buffer is no larger, and part of a row is in it already.
RECORD = 16_384
#: The server is quiet for so many seconds before an answer is taken to be over.
QUIET = 0.05


class FullRecords:
    """Ends TLS before a server, and sends each answer so that its last record is full.

    The server itself cuts its answers into smaller records, those of proxies and of newer servers are as large. The end
    of an answer then stays in the client's TLS library after all is gone from its socket.
    """

    def __init__(self, server: tuple[str, int], certificate: Path, key: Path):
        self.server = server
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.answers = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Takes no more connections."""
        self.listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, socket.create_connection(self.server) as server:
            # SSLRequest, and that it is granted.
            client.recv(8, socket.MSG_WAITALL)
            client.sendall(b"S")
            with self.context.wrap_socket(client, server_side=True) as secure:
                try:
                    self._pass_on(secure, server)
                except OSError:
                    pass

    def _pass_on(self, secure: ssl.SSLSocket, server: socket.socket) -> None:
        held = b""
        while True:
            ready = [secure] if secure.pending() else select.select([secure, server], [], [], QUIET if held else None)[0]
            if secure in ready:
                request = secure.recv(RECORD)
                if not request:
                    return
                server.sendall(request)
            if server in ready:
                answer = server.recv(1 << 20)
                if not answer:
                    return
                held += answer
            if held and not ready:
                self._send(secure, held)
                held = b""

    def _send(self, secure: ssl.SSLSocket, answer: bytes) -> None:
        first = len(answer) % RECORD
        if first:
            secure.sendall(answer[:first])
        for start in range(first, len(answer), RECORD):
            secure.sendall(answer[start:start + RECORD])
        self.answers += len(answer) > RECORD


@pytest.fixture
def full_records(postgres, tmp_path) -> Iterator[FullRecords]:
    """Such a thing before the shared server."""
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True, timeout=30)
    address = urlsplit(postgres.admin)
    proxy = FullRecords((address.hostname, address.port), certificate, key)
    yield proxy
    proxy.close()


def test_an_answer_whose_end_waits_in_the_tls_library_is_read_to_its_end(postgres, sample_postgres, make_database,
                                                                         full_records):
    name = make_database(template=sample_postgres.name)
    postgres.rows("""
        WITH made AS (INSERT INTO principals (name, role, created_at)
          SELECT 'app ' || n || repeat('x', 100), 'client', 0 FROM generate_series(1, 40000) n RETURNING principal_id)
        INSERT INTO api_keys (key_hash, principal_id, hint, created_at)
          SELECT sha256(CAST(CAST(principal_id AS TEXT) AS BYTEA)), principal_id, 'abcd', 0 FROM made""", name)
    address = changed(postgres.address(name), port=full_records.port, sslmode="require")
    # The server ends a statement after 5 s, and is given up 5 s later.
    listed = run_command("key", "list", "--json", "--database-statement-timeout", "5000",
                         environment={"FOOTBRIDGE_DATABASE": address}, seconds=120)
    assert listed.returncode == 0, listed.stderr
    assert listed.stdout.count("app ") == 40_000
    assert full_records.answers >= 1, "no answer took more than a record"
