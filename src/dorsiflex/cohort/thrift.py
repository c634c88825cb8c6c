"""How are the structs in a Parquet footer cut apart and put together? Thrift's compact protocol, as far as they use it.

Only what is needed to put the columns of two writers into one row group: values stay as the bytes that they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

YES, NO, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, STRUCT = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12
MANY = 15  # so many items, and a list says their number in a varint of its own
Field = tuple[int, bytes]  # its kind, and its value as it is written


def varint(number: int) -> bytes:
    """A number that is not negative, seven bits a byte."""
    told = bytearray()
    while number > 0x7F:
        told.append(number & 0x7F | 0x80)
        number >>= 7
    told.append(number)
    return bytes(told)


def number(value: int) -> bytes:
    return varint(value << 1 if value >= 0 else (-value << 1) - 1)


def binary(value: bytes) -> bytes:
    return varint(len(value)) + value


def listed(kind: int, items: Sequence[bytes]) -> bytes:
    few = len(items) < MANY
    return bytes([(len(items) if few else MANY) << 4 | kind]) + (b"" if few else varint(len(items))) + b"".join(items)


def struct(fields: Mapping[int, Field]) -> bytes:
    """Fields by their numbers."""
    told, last = [], 0
    for place, (kind, value) in sorted(fields.items()):
        step = place - last
        told += [bytes([step << 4 | kind]) if step <= MANY else bytes([kind]) + number(place), value]
        last = place
    return b"".join(told) + b"\0"


class Cut:
    """Bytes that are cut apart from the front."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def varint(self) -> int:
        value = shift = 0
        while (octet := self.byte()) & 0x80:
            value |= (octet & 0x7F) << shift
            shift += 7
        return value | octet << shift

    def fields(self) -> dict[int, Field]:
        """The fields of a struct."""
        found: dict[int, Field] = {}
        place = 0
        while head := self.byte():
            place = place + (head >> 4) if head >> 4 else (self.varint() >> 1)
            start = self.at
            self.skip(head & 0xF)
            found[place] = head & 0xF, self.data[start : self.at]
        return found

    def items(self) -> list[bytes]:
        """The items of a list."""
        kind, count = self.list_head()
        places = [self.at]
        for _ in range(count):
            self.skip(kind)
            places.append(self.at)
        return [self.data[start:end] for start, end in pairwise(places)]

    def list_head(self) -> tuple[int, int]:
        head = self.byte()
        count = head >> 4
        return head & 0xF, self.varint() if count == MANY else count

    def skip(self, kind: int) -> None:
        """Go behind a value."""
        match kind:
            case 1 | 2:  # a yes or no within a struct: its kind says it
                return
            case 3:
                self.at += 1
            case 4 | 5 | 6:
                self.varint()
            case 7:
                self.at += 8
            case 8:
                length = self.varint()
                self.at += length
            case 9 | 10:
                kind, count = self.list_head()
                for _ in range(count):
                    self.skip(3 if kind in (YES, NO) else kind)
            case 12:
                self.fields()
            case _:
                raise ValueError(f"kind {kind} is not used by Parquet")
