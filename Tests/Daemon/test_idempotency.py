"""One Idempotency-Key, one scan."""

import threading

import pictures
from daemon import SOHO, run_command
from pictures import PNG
from waiting import PATIENCE
from wire import assert_problem, form


def key(text: str) -> dict[str, str]:
    return {"Idempotency-Key": f'"{text}"'}


def test_a_repeat_replays_the_first_answer(daemon):
    photo = pictures.barcode(comment="replay")
    first = daemon.scan(photo, headers=key("replay"))
    second = daemon.scan(photo, headers=key("replay"))
    assert first.status == second.status == 201
    assert first.json() == second.json()
    assert first.header("location") == second.header("location")


def test_the_key_may_be_a_bare_token(daemon):
    photo = pictures.barcode(comment="bare")
    first = daemon.accepted_scan(photo, headers={"Idempotency-Key": "bare-token"})
    second = daemon.accepted_scan(photo, headers=key("bare-token"))
    assert first["id"] == second["id"]


def test_other_content_under_the_same_key_is_refused(daemon):
    daemon.accepted_scan(pictures.barcode(comment="one"), headers=key("mismatch"))
    assert_problem(
        daemon.scan(pictures.barcode(comment="other"), headers=key("mismatch")), 422, "idempotency-mismatch")


def test_other_parameters_under_the_same_key_are_refused(daemon):
    photo = pictures.barcode(comment="parameters")
    daemon.accepted_scan(photo, headers=key("parameters"))
    assert_problem(
        daemon.scan(photo, query="lat=48.1&lon=11.5", headers=key("parameters")), 422, "idempotency-mismatch")


def test_another_boundary_is_the_same_content(daemon):
    parts = [("photo", pictures.barcode(comment="boundary"), PNG)]
    ids = set()
    for boundary in ("first-boundary", "second-boundary"):
        kind, body = form(parts, boundary)
        ids.add(daemon.accepted_scan(body, media_type=kind, headers=key("boundary"))["id"])
    assert len(ids) == 1


def test_two_clients_may_use_the_same_key(daemon):
    made = run_command("key", "create", "--role", "client", "--name", "neighbour", "--json",
                       "--database", f"sqlite:{daemon.database}")
    assert made.returncode == 0, made.stderr
    other = next(word for word in made.stdout.replace('"', " ").split() if word.startswith("fbk_"))
    photo = pictures.barcode(comment="two clients")
    mine = daemon.accepted_scan(photo, headers=key("both"))
    theirs = daemon.accepted_scan(photo, headers=key("both") | {"Authorization": f"Bearer {other}"})
    assert mine["id"] != theirs["id"]
    foreign = daemon.ask("GET", f"/v1/scans/{mine['id']}", {"Authorization": f"Bearer {other}"})
    assert_problem(foreign, 404, "not-found")


def test_a_refused_upload_does_not_use_up_the_key(daemon):
    photo = pictures.barcode(comment="refused first")
    refused = daemon.ask("POST", "/v1/scans", key("refused") | {"Content-Type": PNG}, photo)
    assert_problem(refused, 401, "unauthenticated")
    daemon.accepted_scan(photo, headers=key("refused"))


def test_concurrent_repeats_make_one_scan(daemon):
    photo = pictures.large(comment="race")
    answers = []

    def upload():
        answers.append(daemon.scan(photo, headers=key("race")))

    threads = [threading.Thread(target=upload) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * PATIENCE)
    assert len(answers) == 8
    created = [answer.json()["id"] for answer in answers if answer.status == 201]
    assert len(set(created)) == 1, created
    for answer in answers:
        if answer.status != 201:
            assert_problem(answer, 409, "in-progress")
    assert daemon.accepted_scan(photo, headers=key("race"))["id"] == created[0]


def test_a_malformed_key_is_named(daemon):
    assert_problem(daemon.scan(headers={"Idempotency-Key": '"' + "k" * 4000 + '"'}), 400, "bad-parameter")
    assert daemon.scan(query=SOHO).status == 201
