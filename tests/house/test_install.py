"""Does the installation try again, notice that it is broken, and rest where nothing changed?"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.repository import ROOT

# Stands in for Python and pip: keeps a record, and fails where a file beside it says so.
PYTHON = """#!/bin/sh
case "$*" in
    *sys.version_info*) echo "3 11" ;;
    *"pip --version"*) ;;
    *"pip install"*) echo "CPPFLAGS=${CPPFLAGS:-} $*" >>record; test ! -e pip-fails ;;
    *durable_rules_engine*) test ! -e import-fails ;;
esac
"""


class Checkout:
    """A folder with what the script reads, and an environment whose Python is the stand-in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "requirements", folder / "requirements")
        for name in ("pyproject.toml", "tools/install.sh"):
            (folder / name).parent.mkdir(exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
        (folder / ".venv" / "bin").mkdir(parents=True)
        (folder / ".venv" / "bin" / "activate").write_text(f"VIRTUAL_ENV={folder.resolve()}/.venv\n", encoding="utf-8")
        (folder / ".venv" / "bin" / "python").write_text(PYTHON, encoding="utf-8")
        (folder / ".venv" / "bin" / "sleep").write_text("#!/bin/sh\n", encoding="utf-8")  # no waiting between attempts
        for stand_in in ("python", "sleep"):
            (folder / ".venv" / "bin" / stand_in).chmod(0o755)

    def install(self, part: str) -> subprocess.CompletedProcess[str]:
        path = f"{self.folder}/.venv/bin:{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path, "PYTHON": ".venv/bin/python", "CPPFLAGS": "-DOURS"}
        command = ["sh", "tools/install.sh", ".venv", part, "demo"]
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)

    def installations(self) -> list[str]:
        """What pip was asked for since the last look."""
        record = self.folder / "record"
        calls = record.read_text(encoding="utf-8").splitlines() if record.exists() else []
        record.unlink(missing_ok=True)
        return calls


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_the_rule_engine_is_built_with_its_flag_and_from_no_cache(checkout: Checkout) -> None:
    assert checkout.install("core").returncode == 0
    [build] = [call for call in checkout.installations() if call.endswith(" durable-rules")]
    assert build.startswith("CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject -DOURS ")
    assert "--no-cache-dir" in build


def test_nothing_is_installed_twice(checkout: Checkout) -> None:
    checkout.install("dev")
    assert checkout.installations()
    checkout.install("dev")
    checkout.install("core")
    assert checkout.installations() == []


def test_the_tests_bring_more_than_the_demo(checkout: Checkout) -> None:
    checkout.install("core")
    assert not any("[dev]" in call for call in checkout.installations())
    checkout.install("dev")
    assert any("[dev]" in call for call in checkout.installations())


def test_a_moved_pin_installs_anew(checkout: Checkout) -> None:
    checkout.install("core")
    checkout.installations()
    with (checkout.folder / "requirements" / "core.txt").open("a", encoding="utf-8") as pins:
        pins.write("something-new==1.0\n")
    checkout.install("core")
    assert checkout.installations()


def test_a_failing_installation_is_tried_three_times_and_named(checkout: Checkout) -> None:
    (checkout.folder / "pip-fails").touch()
    done = checkout.install("core")
    assert done.returncode == 1
    assert len(checkout.installations()) == 3
    assert "gave up on installing the build tools" in done.stderr


def test_a_broken_installation_is_noticed_each_time_with_the_command_that_mends_it(checkout: Checkout) -> None:
    checkout.install("core")
    (checkout.folder / "import-fails").touch()
    for _ in range(2):
        done = checkout.install("core")
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1] == "rm -rf .venv && make demo"
