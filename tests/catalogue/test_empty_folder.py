"""A folder without a knowledge base is said to be one."""

from __future__ import annotations

from pathlib import Path

import pytest

from dorsiflex.catalogue.load import load
from dorsiflex.errors import FaultyKnowledge


def test_an_empty_folder_is_told_with_what_belongs_there(tmp_path: Path) -> None:
    with pytest.raises(FaultyKnowledge) as caught:
        load(tmp_path)
    assert [problem.found for problem in caught.value.problems] == ["no `knowledge.yaml` in this folder"]
