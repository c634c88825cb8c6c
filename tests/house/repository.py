"""Which files are the repository's own, and not what make or an editor put beside them?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
GENERATED = {
    line.strip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").split() if line.endswith("/")
}


def own_files(folder: Path = ROOT) -> Iterator[Path]:
    """Every file below the folder but those that .gitignore names; without git, which an archive does not bring."""
    for path in sorted(folder.iterdir()):
        if path.name == ".git" or path.name in GENERATED or path.name.endswith(".egg-info"):
            continue
        if path.is_dir():
            yield from own_files(path)
        elif path.suffix != ".pyc":
            yield path
