"""Does the repository hold only what anyone may have: no registry, no folder of one machine, no loose end?"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.house.repository import ROOT, own_files

# Split, so that this file does not find itself.
REGISTRIES = ("py" + "pi.org", "python" + "hosted.org", "ana" + "conda.org", "np" + "mjs.", "devpi" + ".net")
MACHINE_FOLDERS = re.compile(r"(?<![\w.:/$}~-])/(?:home|root|work|tmp|opt|mnt|Users)/[\w.]")
PINS = sorted((ROOT / "requirements").glob("*.txt"))


def lines() -> list[tuple[str, str]]:
    """Each line of text in the repository, and where it stands."""
    return [
        (f"{path.relative_to(ROOT)}:{number}", line)
        for path in own_files()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
    ]


def names_a_registry(line: str) -> bool:
    return any(host in line.lower() for host in REGISTRIES)


def pins(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def test_no_file_names_a_package_registry() -> None:
    assert [where for where, line in lines() if names_a_registry(line)] == []


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    assert [where for where, line in lines() if MACHINE_FOLDERS.search(line)] == []


@pytest.mark.parametrize("folder", ["home", "root", "work", "tmp", "Users"])
def test_a_folder_of_a_machine_would_be_found(folder: str) -> None:
    assert MACHINE_FOLDERS.search(f"see /{folder}/somebody")
    assert not MACHINE_FOLDERS.search(f"https://example.org/{folder}/page")


@pytest.mark.parametrize("path", PINS, ids=lambda path: path.stem)
def test_a_pin_is_a_name_and_a_version_and_no_address(path: Path) -> None:
    assert [pin for pin in pins(path) if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9A-Za-z.]*", pin)] == []


def test_a_package_is_pinned_once() -> None:
    names = [re.sub(r"[-_.]+", "-", pin.split("==")[0]).lower() for path in PINS for pin in pins(path)]
    assert len(names) == len(set(names))


def test_every_library_we_ask_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(name for extra in project["optional-dependencies"].values() for name in extra)]
    asked = [name for name in asked if not name.startswith("dorsiflex[")]
    pinned = {re.sub(r"[-_.]+", "-", pin.split("==")[0]).lower() for path in PINS for pin in pins(path)}
    assert {re.sub(r"[-_.]+", "-", re.split(r"[=<>]", name)[0]).lower() for name in asked} <= pinned
