"""With which exit code does a command end, and what does it say when it cannot answer?"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Any, NoReturn

import typer

from dorsiflex.errors import BadInput, DorsiflexError, FaultyKnowledge, Problem


class Exit(IntEnum):
    """The promise to scripts."""

    ANSWERED = 0
    NOT_AS_EXPECTED = 1
    BAD_INPUT = 2
    FAULTY_KNOWLEDGE = 3
    ENGINES = 4


def code_of(error: DorsiflexError) -> Exit:
    if isinstance(error, BadInput):
        return Exit.BAD_INPUT
    return Exit.FAULTY_KNOWLEDGE if isinstance(error, FaultyKnowledge) else Exit.ENGINES


@contextmanager
def told(*, as_json: bool) -> Iterator[None]:
    """Whatever stops an answer is told in full, and ends the command with its code."""
    try:
        yield
    except DorsiflexError as error:
        from dorsiflex.present.problems import problems_of

        stop(problems_of(error), code_of(error), as_json=as_json)
    except OSError as error:
        if error.filename is None:  # standard output, which nobody reads any more, or which is full
            raise
        why = f"{error.strerror or type(error).__name__}."
        problem = Problem(str(error.filename), "the file", why, "Check the folder and its rights.")
        stop([problem], Exit.BAD_INPUT, as_json=as_json)


def stop(problems: Iterable[Problem], code: Exit, *, as_json: bool) -> NoReturn:
    """Tell the problems, as JSON on standard output or in words on standard error, and end."""
    if as_json:
        print_json({"problems": [problem.to_dict() for problem in problems]})
    else:
        from rich.console import Console

        from dorsiflex.present.problems import print_problems

        print_problems(problems, Console(stderr=True, highlight=False))
    raise typer.Exit(code)


def print_json(value: Any) -> None:
    """JSON on standard output, in the characters that it can take."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=plain) + "\n")
