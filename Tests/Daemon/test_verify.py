"""`footbridge verify` names what was edited, moved or taken out behind the daemon's back."""

import json
import shutil
import sqlite3
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from conftest import UNLIMITED
from daemon import Daemon, run_command
from records import change, select
from tills import BLOOMSBURY, SOHO, Tills

#: Redemptions in the ledger of the one store; the last row behind them takes the first back. The other store has two.
REDEMPTIONS = 8
ROWS = REDEMPTIONS + 1
GUARDS = ("ledger_never_changes", "ledger_never_goes", "vouchers_change_by_rule", "vouchers_never_go")


class Ledger:
    """A database that no daemon serves, with all that lies beside it."""

    def __init__(self, database: Path):
        self.database = database
        self.checkpoint = database.with_name("checkpoint")
        [(self.store,)] = select(database, f"SELECT store_id FROM stores WHERE public_id = '{BLOOMSBURY}'")

    def verify(self, *options: str, secret: Path | None = None) -> CompletedProcess[str]:
        """`footbridge verify`."""
        return run_command("verify", "--database", f"sqlite:{self.database}",
                           "--secret-file", str(secret or f"{self.database}.secret"), *options)

    def tamper(self, *statements: str):
        """Changes it without its guards, as the owner of the file can."""
        change(self.database, *(f"DROP TRIGGER {guard}" for guard in GUARDS), *statements)

    def row(self, sequence: int) -> str:
        """The condition that finds a row of the one store."""
        return f"store_id = {self.store} AND sequence = {sequence}"

    def put_head_to(self, sequence: int) -> str:
        """The statement that makes a row the last one."""
        return (f"UPDATE ledger_heads SET sequence = {sequence}, "
                f"code = (SELECT code FROM ledger WHERE {self.row(sequence)}) WHERE store_id = {self.store}")

    def put_back(self, sequence: int) -> str:
        """The statement that makes the voucher of a redemption redeemable again."""
        return (f"UPDATE vouchers SET state = 'issued', redemption_id = NULL "
                f"WHERE redemption_id = (SELECT entry_id FROM ledger WHERE {self.row(sequence)})")

    def assert_finds(self, *sentences: str, options: tuple[str, ...] = ()):
        """It says this and nothing else, as text and as JSON."""
        found = self.verify(*options)
        assert found.returncode == 1, found.stdout + found.stderr
        said = found.stdout.splitlines()
        assert len(said) == len(sentences), said
        for line, sentence in zip(said, sentences):
            assert sentence in line, said
        assert "not as it was written" in found.stderr
        told = json.loads(self.verify("--json", *options).stdout)
        assert [(problem["store"] or "") + (": " if problem["store"] else "") + problem["problem"]
                for problem in told["problems"]] == said

    def assert_fine(self, *options: str, rows: int = ROWS + 2):
        """It finds nothing wrong."""
        found = self.verify("--json", *options)
        assert found.returncode == 0, found.stdout + found.stderr
        assert json.loads(found.stdout) == {"rows": rows, "stores": 2, "problems": []}


@pytest.fixture(scope="module")
def written(sample_database, tmp_path_factory) -> Path:
    """The folder of a database in which vouchers were redeemed, and a checkpoint of it."""
    folder = tmp_path_factory.mktemp("ledger") / "written"
    daemon = Daemon(sample_database.copy_to(folder), sample_database.keys, *UNLIMITED)
    tills = Tills(daemon)
    vouchers = tills.vouchers(tills.promotion("written"), [f"shopper-{number}" for number in range(REDEMPTIONS + 3)])
    made = [tills.accepted(tills.redemption(
        voucher["code"], voucher["code"], amount=f"{number}.50", currency="GBP", note=f"note {number}"))
        for number, voucher in enumerate(vouchers[:REDEMPTIONS], 1)]
    tills.accepted(tills.reversal(made[0]["id"]))
    for voucher in vouchers[REDEMPTIONS:-1]:
        tills.accepted(tills.redemption(voucher["code"], voucher["code"], SOHO))
    written = tills.verify("--write-checkpoint", str(folder / "checkpoint"))
    assert written.returncode == 0, written.stderr
    assert daemon.stop() == 0
    return folder


@pytest.fixture
def ledger(written, tmp_path) -> Ledger:
    """A copy of it to tamper with."""
    return Ledger(Path(shutil.copytree(written, tmp_path / "copy")) / "footbridge.db")


def test_what_was_not_touched_is_fine(ledger):
    ledger.assert_fine()
    ledger.assert_fine("--checkpoint", str(ledger.checkpoint))
    said = ledger.verify()
    assert (said.returncode, said.stdout) == (0, "")
    assert f"Checked {ROWS + 2} rows of 2 stores." in said.stderr and "Every row is as it was written." in said.stderr


@pytest.mark.parametrize("statement", (
    "UPDATE ledger SET note = 'another'", "DELETE FROM ledger", "DELETE FROM vouchers",
    "UPDATE vouchers SET state = 'issued', redemption_id = NULL WHERE state = 'redeemed'",
    "UPDATE vouchers SET code = '2222222222222'", "UPDATE vouchers SET expires_at = expires_at + 1"))
def test_the_schema_refuses_such_changes_as_long_as_its_guards_stand(ledger, statement):
    with pytest.raises(sqlite3.IntegrityError, match="append-only|a voucher"):
        change(ledger.database, statement)
    ledger.assert_fine()


def test_that_guards_are_gone_is_no_change_of_a_row(ledger):
    ledger.tamper()
    ledger.assert_fine()


@pytest.mark.parametrize("edit", (
    "amount_minor = amount_minor + 1", "currency = 'EUR'", "note = 'another'", "note = NULL",
    "amount_minor = NULL, currency = NULL", "occurred_at = occurred_at + 1", "recorded_at = recorded_at - 1",
    "principal_id = principal_id + 1", "entry_id = randomblob(16)", "code = zeroblob(32)",
    "voucher_id = (SELECT voucher_id FROM vouchers WHERE state = 'issued')",
    "promotion_id = (SELECT promotion_id FROM promotions WHERE code = 'evening')"))
def test_an_edited_row_is_named(ledger, edit):
    # The last redemption: neither a reversal nor another row hangs on it.
    place = REDEMPTIONS
    ledger.tamper(f"UPDATE ledger SET {edit} WHERE {ledger.row(place)}")
    said = ledger.verify().stdout.splitlines()
    assert f"{BLOOMSBURY}: row {place} (" in said[0] and "was changed" in said[0]
    # What is chained to a code that was changed is wrong as well, and so is a voucher without its redemption.
    if "code" in edit.split("=")[0]:
        assert len(said) == 2 and f"{BLOOMSBURY}: row {place + 1} (" in said[1]
    elif "entry_id" in edit.split("=")[0]:
        assert len(said) == 2 and "voucher vou_" in said[1]
    elif "voucher_id" in edit.split("=")[0]:
        assert len(said) == 3 and all("voucher vou_" in line for line in said[1:])
    else:
        assert len(said) == 1, said
    assert ledger.verify().returncode == 1


def test_two_rows_that_changed_places_are_named(ledger):
    ledger.tamper(f"UPDATE ledger SET sequence = 1000 WHERE {ledger.row(3)}",
                  f"UPDATE ledger SET sequence = 3 WHERE {ledger.row(6)}",
                  "UPDATE ledger SET sequence = 6 WHERE sequence = 1000")
    ledger.assert_finds(*(f"{BLOOMSBURY}: row {place} (" for place in (3, 4, 6, 7)))


def test_a_row_that_was_taken_out_of_the_middle_is_named(ledger):
    ledger.tamper(ledger.put_back(4), f"DELETE FROM ledger WHERE {ledger.row(4)}")
    ledger.assert_finds(f"{BLOOMSBURY}: rows 4 to 4 are missing")


def test_a_row_whose_place_was_closed_up_is_named(ledger):
    """The rows behind it have moved up, and the head says one less."""
    closing = [f"UPDATE ledger SET sequence = {place - 1} WHERE {ledger.row(place)}" for place in range(5, ROWS + 1)]
    ledger.tamper(ledger.put_back(4), f"DELETE FROM ledger WHERE {ledger.row(4)}", *closing, ledger.put_head_to(ROWS - 1))
    said = ledger.verify().stdout.splitlines()
    assert f"{BLOOMSBURY}: row 4 (" in said[0], said


def test_the_first_row_and_the_last_are_missed(ledger):
    ledger.tamper(f"DELETE FROM ledger WHERE {ledger.row(ROWS)}", f"DELETE FROM ledger WHERE {ledger.row(1)}")
    # The voucher was redeemed and given back: without both rows nothing speaks against it.
    ledger.assert_finds(f"{BLOOMSBURY}: rows 1 to 1 are missing", f"{BLOOMSBURY}: rows {ROWS} to {ROWS} are missing")


def cut(ledger: Ledger, place: int) -> None:
    """Takes the rows behind a place off the end, and leaves no trace of them in the database."""
    ledger.tamper(*(ledger.put_back(row) for row in range(place + 1, ROWS + 1)),
                  f"DELETE FROM ledger WHERE store_id = {ledger.store} AND sequence > {place}",
                  "UPDATE vouchers SET state = 'redeemed', redemption_id = (SELECT entry_id FROM ledger l "
                  "WHERE l.voucher_id = vouchers.voucher_id) WHERE state = 'reversed'",
                  ledger.put_head_to(place))


def test_an_end_that_was_cut_off_is_found_by_a_checkpoint_alone(ledger):
    cut(ledger, 5)
    ledger.assert_fine(rows=5 + 2)
    ledger.assert_finds(f"{BLOOMSBURY}: rows 6 to {ROWS} are missing", options=("--checkpoint", str(ledger.checkpoint)))


def test_an_end_that_was_cut_off_with_the_vouchers_left_is_found_by_them(ledger):
    ledger.tamper(f"DELETE FROM ledger WHERE store_id = {ledger.store} AND sequence > {REDEMPTIONS - 2}",
                  ledger.put_head_to(REDEMPTIONS - 2))
    # Two lost their redemptions, and one the row that took its redemption back.
    ledger.assert_finds(*["is not in the state that the ledger says"] * 3)


def test_a_ledger_that_is_gone_with_its_head_is_found_by_a_checkpoint(ledger):
    ledger.tamper("UPDATE vouchers SET state = 'issued', redemption_id = NULL",
                  f"DELETE FROM ledger WHERE store_id <> {ledger.store}",
                  f"DELETE FROM ledger_heads WHERE store_id <> {ledger.store}")
    found = ledger.verify("--checkpoint", str(ledger.checkpoint))
    assert f"{SOHO}: rows 1 to 2 are missing" in found.stdout.splitlines()


def test_a_head_that_is_not_the_last_row_is_named(ledger):
    ledger.tamper(f"UPDATE ledger_heads SET code = zeroblob(32) WHERE store_id = {ledger.store}")
    ledger.assert_finds(f"{BLOOMSBURY}: the head of the ledger is not its last row")


@pytest.mark.parametrize("state", (
    "state = 'issued', redemption_id = NULL WHERE state = 'redeemed'",
    "state = 'reversed', redemption_id = NULL WHERE state = 'redeemed'",
    "state = 'revoked', redemption_id = NULL, is_counted = 0 WHERE state = 'redeemed'",
    "state = 'redeemed', redemption_id = randomblob(16) WHERE state = 'issued'",
    "state = 'redeemed', redemption_id = randomblob(16) WHERE state = 'reversed'"))
def test_a_voucher_that_is_not_in_its_ledgers_state_is_named(ledger, state):
    was = state.rpartition("'")[0].rpartition("'")[2]
    first = f"(SELECT min(voucher_id) FROM vouchers WHERE state = '{was}')"
    ledger.tamper(f"UPDATE vouchers SET {state} AND voucher_id = {first}")
    ledger.assert_finds("voucher vou_")


def test_another_secret_is_said_and_not_taken_for_edited_rows(ledger, tmp_path):
    other = tmp_path / "other"
    other.touch(0o600)
    other.write_text("5a" * 32 + "\n", encoding="ascii")
    found = ledger.verify(secret=other)
    assert (found.returncode, found.stdout) == (1, "")
    assert "not the secret that the database was served with" in found.stderr
    missing = ledger.verify(secret=tmp_path / "nowhere")
    assert (missing.returncode, missing.stdout) == (1, "") and str(tmp_path / "nowhere") in missing.stderr
    assert not (tmp_path / "nowhere").exists()


def test_a_checkpoint_that_was_altered_is_refused(ledger):
    text = ledger.checkpoint.read_text(encoding="ascii")
    for altered in (text.replace(f"{BLOOMSBURY} {ROWS} ", f"{BLOOMSBURY} 5 "), text[:-2] + "0\n" if text[-2] != "0" else
                    text[:-2] + "1\n", text[: len(text) // 2], "", "no checkpoint at all\n"):
        assert altered != text
        ledger.checkpoint.write_text(altered, encoding="ascii")
        found = ledger.verify("--checkpoint", str(ledger.checkpoint))
        assert (found.returncode, found.stdout) == (1, ""), altered
        assert str(ledger.checkpoint) in found.stderr


def test_no_checkpoint_is_written_of_a_ledger_that_is_wrong(ledger, tmp_path):
    ledger.tamper(f"UPDATE ledger SET note = 'another' WHERE {ledger.row(2)}")
    assert ledger.verify("--write-checkpoint", str(tmp_path / "new")).returncode == 1
    assert not (tmp_path / "new").exists()


def test_a_ledger_that_went_on_passes_its_old_checkpoint(ledger, start):
    daemon = start(database=ledger.database)
    tills = Tills(daemon)
    [voucher] = tills.vouchers(tills.promotion("later"), ["shopper"])
    tills.accepted(tills.redemption(voucher["code"], "later"))
    ledger.assert_fine("--checkpoint", str(ledger.checkpoint), rows=ROWS + 3)
    assert daemon.stop() == 0


def test_a_ledger_that_is_being_written_is_never_called_wrong(tills, tmp_path):
    """verify beside tills that redeem; each checkpoint holds for the ledger that went on."""
    vouchers = tills.vouchers(tills.promotion("busy"), [f"shopper-{number}" for number in range(200)])
    orders = [tills.redemption(voucher["code"], voucher["code"], store)
              for voucher in vouchers for store in (BLOOMSBURY, SOHO)]
    checkpoint = str(tmp_path / "checkpoint")
    assert tills.verify("--write-checkpoint", checkpoint).returncode == 0
    with ThreadPoolExecutor(1) as beside:
        found: list[Future[CompletedProcess[str]]] = []

        def verify(count: int):
            if count % 50 == 0:
                found.append(beside.submit(tills.verify, "--checkpoint", checkpoint, "--write-checkpoint", checkpoint))

        answers = tills.rush(orders, connections=8, on_answer=verify)
    assert [answer.status for answer in answers].count(201) == len(vouchers)
    assert len(found) == len(orders) // 50
    for ended in found:
        assert ended.result().returncode == 0, ended.result().stdout + ended.result().stderr


def test_an_edit_of_the_last_row_is_not_hidden_by_putting_the_head_back(ledger):
    ledger.tamper(f"UPDATE ledger SET note = 'another' WHERE {ledger.row(ROWS)}", ledger.put_head_to(ROWS - 1))
    assert f"{BLOOMSBURY}: row {ROWS} (" in ledger.verify().stdout


def test_a_head_that_was_put_back_alone_is_named(ledger):
    ledger.tamper(ledger.put_head_to(ROWS - 1))
    assert f"{BLOOMSBURY}: " in ledger.verify().stdout


def test_an_edited_row_is_not_hidden_by_taking_out_the_head(ledger):
    ledger.tamper(f"UPDATE ledger SET note = 'another' WHERE {ledger.row(2)}",
                  f"DELETE FROM ledger_heads WHERE store_id = {ledger.store}")
    assert f"{BLOOMSBURY}: row 2 (" in ledger.verify().stdout


def test_a_voucher_that_is_gone_while_its_redemption_stands_is_named(ledger):
    ledger.tamper(f"DELETE FROM vouchers WHERE voucher_id = (SELECT voucher_id FROM ledger WHERE {ledger.row(3)})")
    assert ledger.verify().returncode == 1


def test_a_voucher_that_is_spent_by_anothers_redemption_is_named(ledger):
    ledger.tamper(f"UPDATE vouchers SET redemption_id = (SELECT entry_id FROM ledger WHERE {ledger.row(3)}) "
                  f"WHERE voucher_id = (SELECT voucher_id FROM ledger WHERE {ledger.row(4)})")
    assert "voucher vou_" in ledger.verify().stdout
