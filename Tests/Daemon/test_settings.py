"""Settings by flag, environment and file; a wrong one stops the start and is named."""

import json

import pytest

from daemon import Daemon, run_command

WRONG_FLAGS = [
    ("--port", "99999"), ("--port", "no"), ("--upload-places", "0"), ("--upload-places", "-1"),
    ("--upload-deadline", "soon"), ("--upload-minimum-rate", "-4"), ("--decoding-threads", "0"),
    ("--decoding-waiting", "x"), ("--rate-limit-key", "-1"), ("--rate-limit-address", "1.5"),
    ("--retention-personal", "0"), ("--retention-visitors", "3651"), ("--retention-rejects", "x"),
    ("--rate-limit-guesses", "-1"),
    ("--log-level", "shouting"), ("--public-url", "not a url"), ("--trusted-proxies", "somewhere"),
    ("--database", "oracle:nowhere"), ("--tls-certificate", "/nonexistent/certificate.pem"),
]


def serve(*options: str, database, environment: dict[str, str] | None = None):
    """Runs a `serve` that has to stop by itself, on any port and that database unless the options say others."""
    usual = {"--port": "0", "--database": f"sqlite:{database}"}
    given = [word for flag, value in usual.items() if flag not in options for word in (flag, value)]
    return run_command("serve", *given, *options, environment=environment)


@pytest.mark.parametrize("flag, value", WRONG_FLAGS)
def test_a_wrong_flag_stops_the_start_and_is_named(tmp_path, flag, value):
    ended = serve(flag, value, database=tmp_path / "footbridge.db")
    assert ended.returncode > 0
    said = ended.stderr + ended.stdout
    name = flag.removeprefix("--")
    assert any(word in said.lower() for word in (name, name.replace("-", "_"), name.replace("-", "."))), said
    assert "Fatal error" not in said


@pytest.mark.parametrize("name, value", [
    ("FOOTBRIDGE_UPLOAD_PLACES", "many"), ("FOOTBRIDGE_UPLOAD_DEADLINE", "-1"), ("FOOTBRIDGE_LOG_LEVEL", "shouting"),
    ("FOOTBRIDGE_RATE_LIMIT_KEY", "x"), ("FOOTBRIDGE_RATE_LIMIT_GUESSES", "many"),
])
def test_a_wrong_environment_setting_stops_the_start_and_is_named(tmp_path, name, value):
    ended = serve(database=tmp_path / "footbridge.db", environment={name: value})
    assert ended.returncode > 0
    said = (ended.stderr + ended.stdout).lower()
    short = name.removeprefix("FOOTBRIDGE_").lower()
    assert any(word in said for word in (short, short.replace("_", "-"), short.replace("_", "."))), said


@pytest.mark.parametrize("suffix, text", [
    (".yaml", "log-level: shouting\n"), (".json", json.dumps({"log-level": "shouting"})),
    (".yaml", "log-level: [unclosed\n"), (".json", "{"),
])
def test_a_wrong_settings_file_stops_the_start(tmp_path, suffix, text):
    file = tmp_path / f"settings{suffix}"
    file.write_text(text, encoding="utf-8")
    ended = serve("--config", str(file), database=tmp_path / "footbridge.db")
    assert ended.returncode > 0
    said = (ended.stderr + ended.stdout).lower()
    assert "log-level" in said or "log.level" in said or file.name in said, said


def test_a_missing_settings_file_stops_the_start(tmp_path):
    ended = serve("--config", str(tmp_path / "absent.yaml"), database=tmp_path / "footbridge.db")
    assert ended.returncode > 0
    assert "absent.yaml" in ended.stderr + ended.stdout


def test_an_unknown_flag_is_a_usage_error(tmp_path):
    assert serve("--upload-palaces", "3", database=tmp_path / "footbridge.db").returncode == 64


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
