"""Parts that are read ahead and written behind keep their order, and no fault of theirs is lost."""

from __future__ import annotations

from collections.abc import Iterator
from threading import current_thread

import pytest

from dorsiflex.cohort.ahead import ahead, behind


def parts(count: int, fault_at: int = -1) -> Iterator[int]:
    for number in range(count):
        if number == fault_at:
            raise OSError("the disk is gone")
        yield number


@pytest.mark.parametrize("count", [0, 1, 2, 50])
def test_every_part_comes_once_and_in_order(count: int):
    assert list(ahead(parts(count))) == list(range(count))


def test_a_fault_of_reading_is_raised_where_the_part_is_wanted():
    coming = ahead(parts(5, fault_at=2))
    assert [next(coming), next(coming)] == [0, 1]
    with pytest.raises(OSError, match="the disk is gone"):
        next(coming)


def test_no_more_than_one_part_is_read_before_it_is_wanted():
    read = []

    def told() -> Iterator[int]:
        for number in range(10):
            read.append(number)
            yield number

    for used, _ in enumerate(ahead(told())):
        assert len(read) <= used + 2


def test_steps_are_done_in_order_by_another_thread_and_all_are_done_at_the_end():
    done = []
    with behind() as steps:
        for number in range(20):
            steps.do(lambda number=number: done.append((number, current_thread().name)))  # type: ignore[misc]
    assert [number for number, _ in done] == list(range(20))
    assert all(name.startswith("writing") for _, name in done)


@pytest.mark.parametrize("after", [0, 1])
def test_a_fault_of_writing_is_raised_by_the_next_step_or_at_the_end(after: int):
    done = []

    def broken() -> None:
        raise OSError("the disk is full")

    def run() -> None:
        with behind() as steps:
            steps.do(broken)
            for number in range(after):
                steps.do(lambda number=number: done.append(number))  # type: ignore[misc]

    with pytest.raises(OSError, match="the disk is full"):
        run()
    assert done == []
