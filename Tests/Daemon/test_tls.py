"""TLS with a certificate of the operator's."""

import contextlib
import socket
import ssl
import subprocess

import pytest

from conftest import LONG
from daemon import run_command
from waiting import PATIENCE, eventually


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A self-signed certificate for localhost and its key."""
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True, timeout=PATIENCE)
    return certificate, key


def test_uploads_work_over_tls(start, certificate):
    path, key = certificate
    trust = ssl.create_default_context(cafile=str(path))
    daemon = start("--tls-certificate", str(path), "--tls-key", str(key), tls=trust)
    assert any("https://" in line for line in daemon.log)
    daemon.accepted_scan()
    with daemon.connect() as connection:
        version = connection.socket.version()
    assert version in ("TLSv1.2", "TLSv1.3")
    assert daemon.stop() == 0


def test_plain_http_to_a_tls_port_gets_nothing(start, certificate):
    path, key = certificate
    trust = ssl.create_default_context(cafile=str(path))
    daemon = start("--tls-certificate", str(path), "--tls-key", str(key), tls=trust)
    daemon.tls = None
    with daemon.connect() as connection:
        connection.send_head("GET", "/healthz")
        while connection.fill():
            pass
        assert not connection.received.startswith(b"HTTP/1.1 200")
    daemon.tls = trust
    daemon.assert_alive()


@pytest.mark.skipif(not LONG, reason="waits for half a minute")
@pytest.mark.attack("clients that do not read")
def test_clients_that_never_finish_their_handshake_are_hung_up_on(start, certificate):
    """Silent ones, ones in the midst of it, and ones that send a byte now and then."""
    path, key = certificate
    daemon = start("--tls-certificate", str(path), "--tls-key", str(key), tls=ssl.create_default_context(cafile=str(path)))
    hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100)
    plain = [socket.create_connection(("127.0.0.1", daemon.port)) for _ in range(60)]
    for number, connection in enumerate(plain):
        connection.setblocking(False)
        connection.send(b"" if number % 3 == 0 else hello)
    daemon.accepted_scan()

    def hung_up() -> int:
        for connection in plain[1::3]:
            with contextlib.suppress(OSError):
                connection.send(b"\0")
        return daemon.measured("footbridge_connections") == 0

    eventually(hung_up, "all are hung up on", every=1)
    for connection in plain:
        connection.close()
    daemon.accepted_scan()


def test_a_certificate_without_its_key_stops_the_start(tmp_path, certificate):
    ended = run_command("serve", "--port", "0", "--database", f"sqlite:{tmp_path / 'footbridge.db'}",
                        "--tls-certificate", str(certificate[0]))
    assert ended.returncode > 0
    assert "tls-key" in (ended.stderr + ended.stdout).lower().replace("_", "-").replace(".", "-")
