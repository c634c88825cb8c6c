"""Does `make` say what a machine lacks, bring it where it may, and leave the rest alone?"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.repository import ROOT

CHECK = ROOT / "tools" / "check-machine.sh"
ABSENT = "a-package-nobody-has"


def sections() -> dict[str, list[str]]:
    """The packages of each section of system-packages.txt."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / "system-packages.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            packages = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            packages.append(line)
    return found


class Machine:
    """A folder with our script, where `apt-get`, `id` and their like are small stand-ins that keep a record."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.bin, self.record = folder, folder / "bin", folder / "record"
        self.bin.mkdir()
        for tool in ("sh", "awk", "grep", "env"):
            (self.bin / tool).symlink_to(str(shutil.which(tool)))
        self.has("sleep", "")
        self.record.touch()
        shutil.copy(CHECK, folder / "check-machine.sh")
        (folder / "system-packages.txt").write_text(f"[demo]\n{ABSENT}\n", encoding="utf-8")

    def has(self, command: str, script: str) -> None:
        (self.bin / command).unlink(missing_ok=True)
        (self.bin / command).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (self.bin / command).chmod(0o755)

    def is_debian(self, user: int) -> None:
        self.has("dpkg", "")
        self.has("dpkg-query", f'grep -q "install.*{ABSENT}" "{self.record}" && echo installed')
        self.has("id", f"echo {user}")
        self.has("apt-get", f'echo "$*" >>"{self.record}"')

    def check(self, python: str = sys.executable) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.bin), "PYTHON": python}
        command = ["sh", "check-machine.sh", "demo"]
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)

    def apt_calls(self) -> list[str]:
        return self.record.read_text(encoding="utf-8").splitlines()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_each_target_that_sets_up_has_its_section() -> None:
    assert list(sections()) == ["demo", "test"]


def test_every_package_is_looked_for_by_what_it_is_wanted_for() -> None:
    probes = set(re.findall(r"^ +([a-z0-9-]+)\) ", CHECK.read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert probes == {package for packages in sections().values() for package in packages}


def test_the_makefile_checks_only_sections_that_exist() -> None:
    checked = re.findall(r"check-machine\.sh (\S+)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert sorted(checked) == sorted(sections())


def test_an_ordinary_user_is_given_the_one_line_to_run(machine: Machine) -> None:
    machine.is_debian(user=1000)
    machine.has("sudo", "exit 1")
    done = machine.check()
    assert done.returncode == 1
    wanted = f"apt-get update && apt-get install -y --no-install-recommends {ABSENT}"
    assert done.stderr.splitlines()[-1] == wanted
    assert machine.apt_calls() == []


def test_root_installs_what_is_missing_after_an_update(machine: Machine) -> None:
    machine.is_debian(user=0)
    done = machine.check()
    assert done.returncode == 0, done.stderr
    assert machine.apt_calls() == ["update", f"install -y --no-install-recommends {ABSENT}"]


def test_a_user_with_sudo_and_no_password_installs_it_too(machine: Machine) -> None:
    machine.is_debian(user=1000)
    machine.has("sudo", 'shift; "$@"')
    machine.has("true", "")
    done = machine.check()
    assert done.returncode == 0, done.stderr
    assert len(machine.apt_calls()) == 2


def test_a_failing_update_is_tried_three_times_and_named(machine: Machine) -> None:
    machine.is_debian(user=0)
    machine.has("apt-get", f'echo "$*" >>"{machine.record}"; exit 100')
    done = machine.check()
    assert done.returncode == 1
    assert machine.apt_calls() == ["update"] * 3
    assert "gave up on `apt-get update`" in done.stderr


def test_what_is_there_is_not_installed_again(machine: Machine) -> None:
    machine.is_debian(user=0)
    machine.has("dpkg-query", "echo installed")
    assert machine.check().returncode == 0
    assert machine.apt_calls() == []


def test_a_machine_without_debians_packages_goes_on(machine: Machine) -> None:
    done = machine.check()
    assert done.returncode == 0
    assert ABSENT in done.stderr


def test_an_old_python_is_refused_in_one_line(machine: Machine) -> None:
    machine.has("oldpython", "case $2 in *platform*) echo 3.10.13 ;; *) exit 1 ;; esac")
    done = machine.check(python="oldpython")
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert "Python 3.11 or newer is needed; oldpython is 3.10.13" in line
