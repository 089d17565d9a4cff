"""The recipe for nginx of the page on running it, with the real one before a daemon where it is installed."""

import getpass
import re
import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import pictures
from daemon import Daemon, refusing_port
from tills import cookies
from waiting import PATIENCE, eventually
from wire import Connection, Response, assert_problem

PAGE = Path(__file__).resolve().parents[2] / "Sources/FootbridgeCore/FootbridgeCore.docc/Operating.md"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")


def recipe(folder: Path, port: int, upstream: int) -> str:
    """A whole configuration around what stands there, with the ports and files of the test."""
    found = re.search(r"```nginx\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found, "the page has no recipe for nginx"
    server = found.group(1)
    for written, ours in (("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
                          ("127.0.0.1:8080", f"127.0.0.1:{upstream}"),
                          ("/etc/ssl/books.example.pem", str(folder / "certificate.pem")),
                          ("/etc/ssl/books.example.key", str(folder / "key.pem"))):
        assert written in server, written
        server = server.replace(written, ours)
    paths = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in
                      ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    # The workers of root's nginx are somebody else's by default, who may not write in the test's folder.
    return (f"user {getpass.getuser()}; pid {folder}/nginx.pid; error_log {folder}/error.log; daemon off;\n"
            f"worker_processes 1; events {{}}\nhttp {{ access_log off; {paths}\n{server} }}\n")


@pytest.fixture
def behind(start, tmp_path) -> Iterator[tuple[Daemon, Callable[..., Response]]]:
    """A daemon that trusts its proxy, and what asks that."""
    if NGINX is None:
        pytest.skip("nginx is not installed")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=books.example", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "certificate.pem")],
        check=True, capture_output=True, timeout=PATIENCE)
    daemon = start("--public-url", "https://books.example", "--trusted-proxies", "127.0.0.1",
                   "--rate-limit-address", "30", unlimited=False)
    # Given back just before nginx takes it.
    with refusing_port() as port:
        (tmp_path / "nginx.conf").write_text(recipe(tmp_path, port, daemon.port), encoding="utf-8")
    nginx = subprocess.Popen([NGINX, "-p", str(tmp_path), "-e", str(tmp_path / "error.log"),
                              "-c", str(tmp_path / "nginx.conf")], stderr=subprocess.PIPE, text=True)
    trust = ssl.create_default_context(cafile=str(tmp_path / "certificate.pem"))

    def ask(method: str, target: str, headers: dict[str, str], body: bytes | None = None) -> Response:
        with Connection("127.0.0.1", port, tls=trust) as connection:
            return connection.request(method, target, {"Host": "books.example", "Connection": "close"} | headers, body)

    def is_up() -> bool:
        assert nginx.poll() is None and nginx.stderr, "nginx ended"
        try:
            return ask("GET", "/healthz", {}).status == 200
        except ConnectionRefusedError:
            return False

    try:
        eventually(is_up, "nginx listens")
        yield daemon, ask
    finally:
        nginx.terminate()
        nginx.wait(PATIENCE)


def test_the_recipe_for_nginx_tells_who_asks_and_how(behind):
    daemon, ask = behind
    scan = ask("POST", "/v1/scans", daemon.bearer() | {"Content-Type": pictures.PNG}, pictures.barcode())
    assert scan.status == 201 and "https://books.example/go/" in scan.body.decode()
    page = ask("GET", "/", {})
    assert "Secure" in (page.header("set-cookie") or "")
    fields = {"Cookie": cookies(page)[0], "Content-Type": "application/json", "Origin": "https://books.example"}
    assert ask("POST", "/v1/visits", fields, b"{}").status == 400
    # The daemon says no, not the proxy.
    large = {"Content-Type": pictures.PNG, "Content-Length": str(20 * 1024 * 1024 + 1)}
    assert_problem(ask("POST", "/v1/scans", daemon.bearer() | large, bytes(20 * 1024 * 1024 + 1)), 413, "too-large")
    # What a client says of itself is not believed: it is still the same address, and no operator.
    assert_problem(ask("GET", "/metrics", {}), 401, "unauthenticated")
    said = [ask("GET", "/go/x", {"X-Forwarded-For": f"198.51.100.{number}"}).status for number in range(40)]
    assert said[0] == 404 and said[-1] == 429
    assert not [line for line in daemon.log if "name it in trusted-proxies" in line]
