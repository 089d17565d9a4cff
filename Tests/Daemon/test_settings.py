"""Settings by flag, environment and file as the binary takes them; what each one takes is in the Swift tests."""

import json

import pytest

from daemon import Daemon, run_command

#: Who says so: a flag, a variable or a line of a file, and what is said of it.
WRONG = [
    (["--port", "abc"], {}, "--port: must be a whole number from 0 to 65535"),
    (["--log-level", "loud"], {}, "--log-level: must be one of trace, debug, info"),
    (["--database", "mysql://x"], {}, "--database: must be sqlite:PATH or postgres://USER@HOST:PORT/DATABASE"),
    (["--trusted-proxies", "somewhere"], {}, "--trusted-proxies: must be addresses or networks"),
    (["--tls-certificate", "/nonexistent/c.pem", "--tls-key", "/nonexistent/k.pem"], {},
     "--tls-certificate: there is no file /nonexistent/c.pem"),
    (["--config", "/nonexistent/settings.yaml"], {}, "there is no file /nonexistent/settings.yaml"),
    (["--upload-palaces", "3"], {}, "Did you mean '--upload-places'?"),
    ([], {"FOOTBRIDGE_UPLOAD_PLACE": "8"},
     "FOOTBRIDGE_UPLOAD_PLACE: there is no such setting; did you mean FOOTBRIDGE_UPLOAD_PLACES?"),
    ([], {"FOOTBRIDGE_LOG_LEVEL": "shouting"}, "FOOTBRIDGE_LOG_LEVEL: must be one of"),
]


def serve(*options: str, database, environment: dict[str, str] | None = None):
    """Runs a `serve` that has to stop by itself, on any port and that database unless the options say others."""
    usual = {"--port": "0", "--database": f"sqlite:{database}"}
    given = [word for flag, value in usual.items() if flag not in options for word in (flag, value)]
    return run_command("serve", *given, *options, environment=environment)


@pytest.mark.parametrize("options, environment, said", WRONG)
def test_a_wrong_setting_stops_the_start_as_wrong_usage_and_is_named(tmp_path, options, environment, said):
    ended = serve(*options, database=tmp_path / "footbridge.db", environment=environment)
    assert ended.returncode == 64 and said in ended.stderr, ended.stderr
    assert list(tmp_path.iterdir()) == [], "nothing was made before the settings were read"


@pytest.mark.parametrize("suffix, text, said", [
    (".yaml", "log-level: info\nupload-place: 8\n",
     ":2: upload-place: there is no such setting; did you mean upload-places?"),
    (".json", '{\n"log-level": "shouting"}', ":2: log-level: must be one of"),
    (".yaml", "log-level: [unclosed\n", ":2: not YAML or JSON"),
])
def test_what_is_wrong_in_a_file_is_named_with_its_line(tmp_path, suffix, text, said):
    file = tmp_path / f"settings{suffix}"
    file.write_text(text, encoding="utf-8")
    # The others look at no more than they need, but for what no command knows.
    for command in (("serve",), ("doctor",), *([("key", "list")] if "no such" in said else [])):
        ended = run_command(*command, "--config", str(file), "--database", f"sqlite:{tmp_path / 'footbridge.db'}")
        assert ended.returncode == 64 and f"{file}{said}" in ended.stderr, ended.stderr


def test_an_unknown_host_is_said_in_words(tmp_path):
    ended = serve("--host", "nowhere.invalid", database=tmp_path / "footbridge.db")
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1] == "Error: cannot listen on nowhere.invalid: no address is known for that name"
    away = serve("--database", "postgres://x@nowhere.invalid/x", database=tmp_path / "footbridge.db")
    assert away.returncode == 1 and 'could not translate host name "nowhere.invalid"' in away.stderr, away.stderr


def test_a_flag_wins_over_the_environment_and_the_environment_over_the_file(start, tmp_path):
    """The rate limit shows which one holds: each answer says its quota."""
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"rate-limit-key": 11, "rate-limit-address": 0}), encoding="utf-8")

    def quota(daemon: Daemon) -> str:
        return daemon.get("/v1/places?q=London").header("ratelimit-policy") or ""

    assert ";q=11;" in quota(start("--config", str(file), unlimited=False))
    environment = {"FOOTBRIDGE_RATE_LIMIT_KEY": "22"}
    assert ";q=22;" in quota(start("--config", str(file), unlimited=False, environment=environment))
    assert ";q=33;" in quota(start(
        "--config", str(file), "--rate-limit-key", "33", unlimited=False, environment=environment))


def test_the_secret_file_is_made_for_the_owner_only(start):
    daemon = start()
    secret = daemon.database.with_name(daemon.database.name + ".secret")
    assert secret.is_file()
    assert secret.stat().st_mode & 0o077 == 0


def test_a_used_port_is_a_clear_error(start, tmp_path):
    daemon = start()
    ended = run_command("serve", "--port", str(daemon.port), "--database", f"sqlite:{tmp_path / 'other.db'}")
    assert ended.returncode > 0
    assert str(daemon.port) in ended.stderr + ended.stdout


def test_loopback_without_tls_is_no_reason_for_a_warning(start):
    daemon = start()
    daemon.stop()
    assert not [line for line in daemon.log if "warning" in line.lower() and "tls" in line.lower()]


def test_listening_beyond_loopback_without_tls_is_warned_of(start):
    daemon = start(host="0.0.0.0")
    daemon.stop()
    assert [line for line in daemon.log if "warning" in line.lower() and "tls" in line.lower()], daemon.log


def test_sample_refuses_a_database_that_is_not_empty(sample_database):
    again = run_command("sample", "--json", "--database", f"sqlite:{sample_database.folder / 'footbridge.db'}")
    assert again.returncode == 1
    assert again.stderr.strip()
    assert "fbk_" not in again.stdout


def test_sample_prints_one_key_for_each_role(sample_database):
    assert set(sample_database.keys) == {"client", "staff", "analyst", "merchant", "admin"}
    assert all(key.startswith("fbk_") for key in sample_database.keys.values())
    assert len(set(sample_database.keys.values())) == 5


def test_a_new_key_works_at_once_and_is_listed_without_its_secret(start):
    daemon = start()
    database = f"sqlite:{daemon.database}"
    made = run_command("key", "create", "--role", "client", "--name", "short-lived", "--json", "--database", database)
    assert made.returncode == 0, made.stderr
    key = next(word for word in made.stdout.replace('"', " ").split() if word.startswith("fbk_"))
    headers = {"Authorization": f"Bearer {key}"}
    assert daemon.ask("GET", "/v1/places?q=London", headers).status == 200
    listed = run_command("key", "list", "--json", "--database", database)
    assert listed.returncode == 0
    assert "short-lived" in listed.stdout and key not in listed.stdout, "keys are shown once"
