from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dorsiflex.catalogue.json_schema import MODELS, schema_of, text_of
from dorsiflex.catalogue.load import rules_folder
from dorsiflex.catalogue.reader import read_document
from tests.catalogue.conftest import FOREIGN

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "cases").rglob("*.yaml"))
# Drawings are no knowledge: present/drawing_form.py reads them, with a form of its own.
SHIPPED += sorted(path for path in (ROOT / "rules").rglob("*.yaml") if path.parent.name != "drawings")
CONSTRUCTED = sorted(FOREIGN.rglob("*.yaml"))


def plain(value: Any) -> Any:
    """Numbers as JSON Schema knows them."""
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return float(value) if isinstance(value, Decimal) else value


def named_schema(path: Path) -> Path:
    """The schema that a file's first line names."""
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    assert first.startswith("# yaml-language-server: $schema="), f"{path} names no schema"
    return (path.parent / first.partition("$schema=")[2]).resolve()


def faults(path: Path, form: str) -> Iterator[str]:
    validator = jsonschema.Draft202012Validator(schema_of(form))
    yield from (error.message for error in validator.iter_errors(plain(read_document(path).value)))


@pytest.mark.parametrize("form", MODELS)
def test_the_schemas_in_the_repository_are_those_of_the_models(form: str) -> None:
    """Stale? `python -m dorsiflex.catalogue.json_schema` writes them."""
    assert (rules_folder() / "schema" / f"{form}.schema.json").read_text(encoding="utf-8") == text_of(form)


@pytest.mark.parametrize("form", MODELS)
def test_each_schema_is_a_schema(form: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema_of(form))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_shipped_file_names_a_schema_that_is_there_and_fits_it(path: Path) -> None:
    schema = named_schema(path)
    assert schema.parent == ROOT / "rules" / "schema"
    assert list(faults(path, schema.name.removesuffix(".schema.json"))) == []


@pytest.mark.parametrize("path", CONSTRUCTED, ids=lambda path: str(path.relative_to(FOREIGN)))
def test_each_constructed_file_fits_the_schema_it_names(path: Path) -> None:
    assert list(faults(path, named_schema(path).name.removesuffix(".schema.json"))) == []


@pytest.mark.parametrize(
    "when",
    [{}, {"all_of": []}, {"x": {"under": 3}}, {"x": {"between": [1]}}, {"of": [{"x": "present"}]}, {"x": True}],
    ids=json.dumps,
)
def test_an_editor_sees_what_no_condition_may_say(when: dict[str, Any]) -> None:
    rule = plain(read_document(FOREIGN / "wrist/patterns/stiff.yaml").value)
    validator = jsonschema.Draft202012Validator(schema_of("rule"))
    assert validator.is_valid(rule)
    assert not validator.is_valid({**rule, "when": when})
