"""How do reading, answering and writing go on at once? Each in a thread of its own, one part ahead and no further."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


def ahead(parts: Iterator[T]) -> Iterator[T]:
    """The same parts; the next is read while one is used."""
    with ThreadPoolExecutor(1, "reading") as reader:
        # None where there are no more: a StopIteration cannot come out of another thread.
        coming: Future[T | None] = reader.submit(next, parts, None)
        while (part := coming.result()) is not None:
            coming = reader.submit(next, parts, None)
            yield part


class Behind:
    """Steps that are done in their order, while the next one is made ready."""

    def __init__(self, writer: ThreadPoolExecutor) -> None:
        self.writer = writer
        self.last: Future[None] | None = None

    def do(self, step: Callable[[], None]) -> None:
        """Do this once the one before it is done, whose fault is raised here."""
        self.wait()
        self.last = self.writer.submit(step)

    def wait(self) -> None:
        if self.last is not None:
            self.last.result()
            self.last = None


@contextmanager
def behind() -> Iterator[Behind]:
    """A writer for the time of a run; at its end everything is written."""
    with ThreadPoolExecutor(1, "writing") as writer:
        steps = Behind(writer)
        yield steps
        steps.wait()
