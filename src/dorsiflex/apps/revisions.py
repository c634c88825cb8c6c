"""Which version of the rules is meant? A folder, or the folder `rules` as it stood at a git revision."""

from __future__ import annotations

import subprocess
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from dorsiflex.catalogue.load import load
from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.knowledge import KnowledgeBase

FOLDER = "rules"


def knowledge_of(name: str) -> KnowledgeBase:
    """The checked knowledge of a folder or of a git revision. Raises `BadInput`, `FaultyKnowledge`."""
    if Path(name).is_dir():
        return load(name)
    archive = at_revision(name)
    with TemporaryDirectory(prefix="dorsiflex-") as folder:
        with ZipFile(BytesIO(archive)) as files:
            files.extractall(folder)
        return load(Path(folder) / FOLDER, remember=False)


def at_revision(name: str) -> bytes:
    """The rules at a revision, as git packs them; nothing in the checkout is touched."""
    top = git(name, "rev-parse", "--show-toplevel").decode().strip()
    commit = git(name, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}").decode().strip()
    return git(name, "-C", top, "archive", "--format=zip", commit, FOLDER)


def git(name: str, *arguments: str) -> bytes:
    """What git says; what it refuses is a problem of the name that was given."""
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)
    except FileNotFoundError as missing:
        raise not_found(name, "Git, which reads revisions, is not installed.") from missing
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise not_found(name, said[0] if said else "Git knows no such revision here.")
    return done.stdout


def not_found(name: str, why: str) -> BadInput:
    mend = f"Name a folder with knowledge.yaml in it, or a revision that has a folder `{FOLDER}`, such as HEAD~3."
    return BadInput([Problem("dorsiflex diff", f"`{name[:80]}` is no folder and no revision", why, mend)])
