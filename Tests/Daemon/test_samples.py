"""Every sample that a developer copies: the README's and those of the page for clients, taken from there, compiled and run.

The JavaScript is run in `Tests/Browser/test_other_site.py`, by a browser, as that is what it is for.
"""

import json
import re
import shutil
import subprocess
import uuid
from pathlib import Path

import pytest

from daemon import Daemon, binary, settings_free_environment

PACKAGE = Path(__file__).resolve().parents[2]
README = PACKAGE / "README.md"
CLIENTS = PACKAGE / "Sources/FootbridgeCore/FootbridgeCore.docc/Clients.md"
#: As they stand in the samples.
WRITTEN_ADDRESS, WRITTEN_KEY = "http://127.0.0.1:8080", "fbk_…"
PHOTO = PACKAGE / "images" / "isbn-back-oak.jpg"


def samples(page: Path, language: str) -> list[str]:
    found = re.findall(rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert found, f"{page.name} has no sample in {language}"
    return found


def sample(language: str, daemon: Daemon, key: str) -> str:
    (text,) = samples(CLIENTS, language)
    assert WRITTEN_ADDRESS in text and WRITTEN_KEY in text
    return text.replace(WRITTEN_ADDRESS, daemon.origin).replace(WRITTEN_KEY, key)


def run(*command: str, cwd: Path, seconds: float = 300) -> str:
    ended = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=seconds,
                           env=settings_free_environment())
    assert ended.returncode == 0, f"{command}: {ended.stderr}\n{ended.stdout}"
    return ended.stdout


def test_each_curl_of_the_readme_is_answered_as_it_says(start, tmp_path):
    """In their order, as each needs what the one before it answered."""
    daemon = start()
    (tmp_path / "images").symlink_to(PACKAGE / "images")
    door = subprocess.run(
        [binary(), "store", "door", "--text", "--store", "lantern-lane.bloomsbury", "--database",
         f"sqlite:{daemon.database}"], capture_output=True, text=True, check=True, env=settings_free_environment()).stdout
    #: What stands in the samples for what somebody has to put there; in the order in which it becomes known.
    known = {WRITTEN_ADDRESS: daemon.origin, "FB1:…": door.strip(), "5f0f8a4e-…": str(uuid.uuid4())}
    statuses = []
    commands = [command for block in samples(README, "sh") for command in re.findall(r"^curl (?:.*\\\n)*.*$", block, re.MULTILINE)]
    for command in commands:
        route = re.search(r"/v1/(\w+)", command)
        assert route, command
        role = {"redemptions": "staff", "conversions": "analyst"}.get(route.group(1), "client")
        for written, real in (known | {WRITTEN_KEY: daemon.keys[role]}).items():
            command = command.replace(written, real)
        assert "…" not in command, command
        *body, status = run("bash", "-c", command.replace("curl ", "curl -sS -w '\\n%{http_code}' ", 1),
                            cwd=tmp_path).split("\n")
        statuses.append((route.group(0), status))
        answer = json.loads("\n".join(body)) if body and body[0].startswith("{") else {}
        if answer.get("id", "").startswith("scn_"):
            promotions = [promotion for store in answer["stores"] if store["merchant"]["id"] == "lantern-lane"
                          for promotion in store["promotions"] if promotion.get("value")]
            known |= {"scn_…": answer["id"], "prm_…": promotions[0]["id"]}
        known |= {"K7MP 9XQ4 2WHT C": answer["code"]} if answer.get("id", "").startswith("vou_") else {}
    assert statuses == [("/v1/scans", "201"), ("/v1/products", "200"), ("/v1/vouchers", "201"), ("/v1/redemptions", "200"),
                        ("/v1/redemptions", "201"), ("/v1/visits", "201"), ("/v1/conversions", "200")]


def test_the_swift_sample_compiles_and_runs(daemon, tmp_path):
    if shutil.which("swiftc") is None:
        pytest.skip("swiftc is not on the PATH: the Swift sample is not compiled")
    main = f"""
        @main struct Sample {{
            static func main() async throws {{
                let jpeg = try Data(contentsOf: URL(fileURLWithPath: "{PHOTO}"))
                do {{
                    let answer = try await scan(jpeg: jpeg, near: (lat: 51.5155, lon: -0.1410))
                    let nowhere = try await scan(jpeg: jpeg)
                    print(answer.outcome, answer.product?.gtin ?? "", answer.stores.isEmpty, nowhere.stores.isEmpty)
                }} catch let refused as ScanRefused {{
                    print(refused.code, refused.retry)
                }}
            }}
        }}"""
    # Compiled once: the key is given to the program.
    text = sample("swift", daemon, "KEY").replace('"Bearer KEY"', '"Bearer \\(CommandLine.arguments[1])"')
    (tmp_path / "sample.swift").write_text(text + main)
    run("swiftc", "-parse-as-library", "-o", "sample", "sample.swift", cwd=tmp_path)
    told = [run("./sample", key, cwd=tmp_path).strip() for key in (daemon.keys["client"], "fbk_unknown")]
    assert told == ["resolved 09780306406157 false true", "unauthenticated never"]


def test_the_kotlin_sample_compiles_and_runs(daemon, tmp_path):
    if shutil.which("kotlinc") is None or shutil.which("java") is None:
        pytest.skip("kotlinc and java are not on the PATH: the Kotlin sample is neither compiled nor run")
    text = sample("kotlin", daemon, "KEY").replace("Bearer KEY", "Bearer ${System.getenv(\"KEY\")}")
    (tmp_path / "Sample.kt").write_text(text + f"""
        fun main() {{
            val jpeg = java.io.File("{PHOTO}").readBytes()
            try {{
                print(scan(jpeg, 51.5155, -0.1410).contains("\\"resolved\\"") && scan(jpeg).contains("\\"stores\\":[]"))
            }} catch (refused: ScanRefused) {{
                print("${{refused.status}} ${{refused.message}}")
            }}
        }}
        """)
    run("kotlinc", "Sample.kt", "-include-runtime", "-d", "sample.jar", cwd=tmp_path)
    told = [run("env", f"KEY={key}", "java", "-jar", "sample.jar", cwd=tmp_path)
            for key in (daemon.keys["client"], "fbk_unknown")]
    assert told[0] == "true"
    assert told[1].startswith("401 ") and '"code":"unauthenticated"' in told[1]


def test_the_readme_is_in_the_order_of_its_readers_and_no_section_is_longer_than_a_screen():
    text = README.read_text(encoding="utf-8")
    sections = [section.split("\n") for section in re.split(r"^#{2,3} ", text, flags=re.MULTILINE)[1:]]
    assert [lines[0] for lines in sections if len(lines) > 50] == []
    titles = [lines[0] for lines in sections]
    readers = ["Two commands", "For who writes a client", "For booksellers", "For operators"]
    assert sorted(readers, key=titles.index) == readers
    for target in re.findall(r"\]\(((?!https?:)[^)#]+)", text + CLIENTS.read_text(encoding="utf-8")):
        assert (PACKAGE / target).exists(), target
