"""Is the wheel complete: does it answer in an empty folder, far from this checkout?"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
INSTALLED = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def run(*command: str | Path, cwd: Path) -> str:
    """What the command prints; its own words where it fails."""
    done = subprocess.run([*map(str, command)], cwd=cwd, env=INSTALLED, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment that holds our wheel, and borrows the libraries of the environment of the tests."""
    folder = tmp_path_factory.mktemp("elsewhere")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    run(*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT, cwd=folder)
    [wheel] = folder.glob("*.whl")
    venv.create(folder / "env", symlinks=True)
    python = folder / "env" / "bin" / "python"
    run(*pip, "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    packages = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip())
    # A path file adds one folder and does not read the path files in it: the editable install stays out of sight.
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder / "env" / "bin"


def test_the_installed_package_is_the_wheel_and_not_the_checkout(elsewhere: Path, tmp_path: Path) -> None:
    where = run(elsewhere / "python", "-c", "import dorsiflex; print(dorsiflex.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(elsewhere.parent)


def test_the_wheel_holds_every_rule_file(elsewhere: Path) -> None:
    [installed] = elsewhere.parent.glob("lib/python*/site-packages/dorsiflex/rules")
    ours = {path.relative_to(ROOT / "rules") for path in (ROOT / "rules").rglob("*.yaml")}
    assert ours
    assert {path.relative_to(installed) for path in installed.rglob("*.yaml")} == ours


def test_the_wheel_holds_every_case_to_practise_on(elsewhere: Path) -> None:
    [installed] = elsewhere.parent.glob("lib/python*/site-packages/dorsiflex/cases")
    ours = {path.relative_to(ROOT / "cases") for path in (ROOT / "cases").rglob("*.yaml")}
    assert ours
    assert {path.relative_to(installed) for path in installed.rglob("*.yaml")} == ours


def test_the_installed_command_tells_its_version_in_an_empty_folder(elsewhere: Path, tmp_path: Path) -> None:
    assert "0.1.0" in run(elsewhere / "dorsiflex", "--version", cwd=tmp_path)


def test_the_installed_package_finds_its_own_rules_in_an_empty_folder(elsewhere: Path, tmp_path: Path) -> None:
    run(elsewhere / "python", "-c", "import dorsiflex; dorsiflex.load()", cwd=tmp_path)


def test_the_installed_package_keeps_visits(elsewhere: Path, tmp_path: Path) -> None:
    opened = "from pathlib import Path; from dorsiflex.store.store import Store; store = Store.open(Path('data'))"
    kept = f"{opened}; store.start_case('a label'); print(store.find_cases()[0].label); store.close()"
    assert run(elsewhere / "python", "-c", kept, cwd=tmp_path) == "a label\n"


@contextmanager
def serving(elsewhere: Path, folder: Path) -> Iterator[str]:
    """The address that `dorsiflex serve` prints in a folder where nobody ever ran it."""
    homes = {name: str(folder / "home") for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    command = [elsewhere / "dorsiflex", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=folder, env=INSTALLED | homes, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            [address] = re.findall(r"http://\S+", server.stdout.readline())
            yield address
        finally:
            server.terminate()


def test_the_installed_command_serves_a_visit_in_an_empty_folder(elsewhere: Path, tmp_path: Path) -> None:
    """Without any set-up: the first page, a visit, its form. How long it took stands in `build/first-page.json`."""
    seconds = {}
    for start in ("first start", "second start"):
        begun = time.perf_counter()
        with (
            serving(elsewhere, tmp_path) as address,
            httpx.Client(base_url=address.partition("/?")[0], follow_redirects=True, timeout=60) as client,
        ):
            first = client.get(address)
            seconds[f"{start}: first page"] = round(time.perf_counter() - begun, 2)
            assert first.status_code == 200 and "New intake" in first.text
            [key] = re.findall(r'name="csrf" value="([^"]+)"', first.text)[:1]
            visit = client.post("/visits", data={"csrf": key, "label": start})
            while visit.status_code == 503:  # the rules are still being read, and the page says so
                time.sleep(0.1)
                visit = client.get(visit.url.path)
            seconds[f"{start}: first visit"] = round(time.perf_counter() - begun, 2)
            assert visit.status_code == 200 and 'id="form"' in visit.text
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build" / "first-page.json").write_text(json.dumps(seconds, indent=2) + "\n", encoding="utf-8")
