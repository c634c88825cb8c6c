"""Is the wheel complete: does it answer in an empty folder, far from this checkout?"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

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
