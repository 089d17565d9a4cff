"""Why a daemon does not start on PostgreSQL: each reason in its own words, status 1, and never with the password."""

import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

import pictures
from daemon import SOHO, Daemon, refusing_port, run_command
from postgres import POOLED, Server, changed, password_of, required
from records import event_count
from waiting import PATIENCE

COMMANDS = (("serve", "--port", "0"), ("migrate",), ("doctor",))
PASSWORD = "correct-horse-battery-staple"


@pytest.fixture(params=COMMANDS, ids=lambda words: words[0])
def refused(request, tmp_path):
    """Runs serve, migrate and doctor, each of which has to end with `status`, and returns what it said."""

    def run(database: str, *options: str, secrets: tuple[str, ...] = (), status: int = 1, **environment: str) -> str:
        ended = run_command(*request.param, *options, environment={
            "FOOTBRIDGE_DATABASE": database, "FOOTBRIDGE_SECRET_FILE": str(tmp_path / "secret"),
            "FOOTBRIDGE_LOG_LEVEL": "trace"} | environment)
        said = ended.stdout + ended.stderr
        assert ended.returncode == status, f"{ended.returncode}: {said}"
        for password in {password_of(database), *secrets} - {""}:
            assert password not in said
        return said

    return run


@pytest.fixture
def visitor(postgres) -> Iterator[tuple[Server, str, str]]:
    """A role that may connect to a database of somebody else's and nothing more: server, database, its address."""
    role = f"visitor_{uuid.uuid4().hex}"
    name = postgres.create()
    try:
        postgres.rows(f"CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'")
        yield postgres, name, postgres.address(name, user=role, password=PASSWORD)
    finally:
        postgres.drop(name)
        postgres.rows(f"DROP ROLE IF EXISTS {role}")


def test_a_wrong_password_is_refused(refused, postgres, make_database):
    said = refused(postgres.address(make_database(), password="wrong-password"))
    assert "refuses the user or the password" in said and "pg_hba.conf" in said


def test_a_wrong_password_of_the_setting_is_refused(refused, postgres, make_database):
    said = refused(postgres.address(make_database(), password=""), FOOTBRIDGE_DATABASE_PASSWORD="wrong-password",
                   secrets=("wrong-password",))
    assert "refuses the user or the password" in said


def test_a_missing_password_is_asked_for(refused, postgres, make_database):
    said = refused(postgres.address(make_database(), password=""))
    assert "FOOTBRIDGE_DATABASE_PASSWORD" in said and "database-password-file" in said


def test_an_unknown_database_is_to_be_made_with_createdb(refused, postgres):
    said = refused(postgres.address("no_such_database"))
    assert "no database of that name" in said and "createdb" in said and "no_such_database" in said


def test_an_unknown_role_is_refused_as_a_wrong_password_is(refused, postgres, make_database):
    said = refused(postgres.address(make_database(), user="no_such_role"))
    assert "refuses the user or the password" in said and "no_such_role" in said


def test_a_port_where_nothing_listens_is_named(refused, postgres):
    with refusing_port() as port:
        said = refused(postgres.address("postgres", port=port))
    assert "Connection refused" in said and str(port) in said


def test_a_host_that_is_not_there_is_named(refused):
    assert "nowhere.invalid" in refused(f"postgres://footbridge:{PASSWORD}@nowhere.invalid/footbridge")


def test_an_unknown_parameter_is_named(refused, postgres):
    said = refused(postgres.address("postgres", nonsense=1), status=64)
    assert "FOOTBRIDGE_DATABASE" in said and "nonsense" in said


def test_an_encoding_that_is_not_utf_8_is_refused(refused, postgres, make_database):
    said = refused(postgres.address(make_database("--encoding=LATIN1", "--locale=C")))
    assert "LATIN1" in said and "createdb --template=template0 --encoding=UTF8" in said


def test_a_role_without_rights_is_told_what_to_grant(refused, visitor):
    _, _, address = visitor
    said = refused(address)
    if "FAIL" in said:  # the doctor says what is missing, and the others what to do about it
        assert "run footbridge migrate" in said
    else:
        assert "make it the owner" in said and "grant it SELECT, INSERT, UPDATE, DELETE and USAGE" in said


def test_a_role_without_rights_on_the_tables_is_told_what_to_grant(refused, visitor):
    server, name, address = visitor
    migrated = run_command("migrate", environment={"FOOTBRIDGE_DATABASE": server.address(name)})
    assert migrated.returncode == 0, migrated.stderr
    assert "grant it SELECT, INSERT, UPDATE, DELETE and USAGE" in refused(address)


def test_a_role_with_those_grants_serves_what_an_owner_migrated(visitor, sample_postgres, make_database, tmp_path):
    server, _, address = visitor
    name = make_database(template=sample_postgres.name)
    role = address.split("//")[1].split(":")[0]
    server.rows(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}; "
                f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}", name)
    address = changed(address, database=name)
    secret = str(tmp_path / "secret")
    daemon = Daemon(address, sample_postgres.keys, "--secret-file", secret)
    try:
        sample = pictures.listed_sample()
        answer = daemon.accepted_scan(pictures.sample_bytes(sample), media_type=sample["media_type"],
                                      query=f"{SOHO}&visitor=somebody", headers={"Idempotency-Key": '"once"'})
        assert answer["stores"]
        assert daemon.get(f"/v1/scans/{answer['id']}").json() == answer
        assert daemon.ask("GET", answer["listings"][0]["url"].removeprefix(daemon.origin)).status == 302
        assert daemon.ask("GET", "/readyz").status == 200
        assert not [line for line in daemon.log if " error " in line], daemon.log
    finally:
        assert daemon.stop() == 0
    assert event_count(server.address(name), "scan") == event_count(server.address(name), "click") == 1
    for command in (("migrate",), ("doctor",), ("key", "list")):
        ended = run_command(*command, environment={"FOOTBRIDGE_DATABASE": address, "FOOTBRIDGE_SECRET_FILE": secret})
        assert ended.returncode == 0, ended.stdout + ended.stderr
    server.rows(f"DROP OWNED BY {role}", name)


def test_tls_that_the_server_lacks_is_refused_where_it_is_required(refused, postgres, make_database):
    """PgBouncer stands for a server without TLS: `deploy/postgres` gives it none."""
    said = refused(changed(postgres.pooled_address(make_database()), sslmode="require"), *POOLED)
    assert "does not support SSL" in said


def test_a_certificate_is_checked_where_that_is_asked_for(refused, postgres, make_database, tmp_path):
    """Against an authority of the same name that did not sign it."""
    other = tmp_path / "other.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-keyout", str(tmp_path / "key.pem"), "-out", str(other)],
        check=True, capture_output=True, timeout=PATIENCE)
    address = postgres.address(make_database(), sslmode="verify-full")
    assert "certificate verify failed" in refused(changed(address, sslrootcert=other))
    absent = tmp_path / "absent.pem"
    assert f'"{absent}" does not exist' in refused(changed(address, sslrootcert=absent))


def test_the_right_certificate_is_accepted(postgres, start_on_postgres, sample_postgres, make_database):
    authority = required("FOOTBRIDGE_TEST_POSTGRES_CA")
    address = postgres.address(make_database(template=sample_postgres.name), sslmode="verify-full", sslrootcert=authority)
    daemon = start_on_postgres(database=address)
    daemon.accepted_scan()
    [[encrypted]] = postgres.rows(
        "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'footbridge' "
        f"AND datname = '{address.split('/')[3].split('?')[0]}'")
    assert encrypted == "t"


def test_a_pooler_needs_to_be_told_of(refused, postgres, make_database):
    assert "set database-pooling to transaction" in refused(postgres.pooled_address(make_database()))


@pytest.mark.parametrize("wrong", ({"password": "wrong-password"}, {"user": "no_such_role"}), ids=str)
def test_what_a_pooler_refuses_is_not_taken_for_a_missing_setting(refused, postgres, make_database, wrong):
    said = refused(changed(postgres.pooled_address(make_database()), **wrong), *POOLED)
    assert "user" in said and "password" in said
    assert "set database-pooling" not in said


def test_a_password_on_the_command_line_is_refused(postgres):
    address = postgres.address("postgres")
    for command in COMMANDS:
        ended = run_command(*command, "--database", address)
        said = ended.stdout + ended.stderr
        assert ended.returncode == 64
        assert password_of(address) not in said
        assert "FOOTBRIDGE_DATABASE_PASSWORD" in said and "database-password-file" in said, said


def test_the_password_is_seen_neither_in_the_process_nor_in_its_log(
        postgres, start_on_postgres, sample_postgres, make_database, tmp_path):
    name = make_database(template=sample_postgres.name)
    address = postgres.address(name)
    file = tmp_path / "password"
    file.touch(0o640)
    file.write_text(password_of(address) + "\nanother line\n", encoding="utf-8")
    bare = changed(address, password="")
    for options, environment in (
            ((), {"FOOTBRIDGE_DATABASE": address}), ((), {"FOOTBRIDGE_DATABASE_PASSWORD": password_of(address)}),
            (("--database-password-file", str(file)), {})):
        daemon = start_on_postgres("--log-level", "trace", *options, database=bare, environment=environment)
        answer = daemon.accepted_scan()
        assert password_of(address) not in Path(f"/proc/{daemon.pid}/cmdline").read_text(encoding="utf-8")
        # A storage failure tells of the address, in the log alone.
        postgres.rows(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
        postgres.rows(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        problem = daemon.get(f"/v1/scans/{answer['id']}")
        postgres.rows(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")
        metrics = daemon.metrics()
        assert daemon.stop() == 0
        for text in (*daemon.log, problem.body.decode(), metrics):
            assert password_of(address) not in text
        assert name not in problem.body.decode() and problem.status in (500, 503)


@pytest.mark.parametrize("mode, content, words", [
    (0o644, PASSWORD, "may be read by others"), (0o600, "", "holds no password"), (None, "", "there is no file"),
])
def test_a_password_file_that_cannot_be_used_is_named(refused, postgres, tmp_path, mode, content, words):
    file = tmp_path / "password"
    if mode is not None:
        file.write_text(content, encoding="utf-8")
        file.chmod(mode)
    said = refused(postgres.address("postgres", password=""), "--database-password-file", str(file), secrets=(PASSWORD,),
                   status=64)
    assert words in said and str(file) in said


@pytest.mark.parametrize("end", ("", "\n", "\r\n", "\r\n\r\n", "\nanother line\n", "\r\nanother line\r\n"), ids=repr)
def test_a_password_file_ends_its_line_in_any_way(postgres, make_database, tmp_path, end):
    address = postgres.address(make_database())
    file = tmp_path / "password"
    file.touch(0o600)
    file.write_bytes((password_of(address) + end).encode())
    ended = run_command("migrate", "--database-password-file", str(file),
                        environment={"FOOTBRIDGE_DATABASE": changed(address, password="")})
    assert ended.returncode == 0, ended.stderr
