"""Does a terminal without our signs still tell the worst news first, in signs of its own?"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dorsiflex.apps.plain_signs import INSTEAD, plainer
from dorsiflex.present.text import TONES

INTAKE = b"person: {chest_pain_or_breathlessness: present}\nright: {symptomatic: present}\n"


def test_an_emergency_has_a_warning_sign_in_plain_ascii(tmp_path: Path):
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [str(Path(sys.executable).with_name("dorsiflex")), "assess", "-"]
    told = subprocess.run(command, input=INTAKE, capture_output=True, env=environment, cwd=tmp_path, check=True)
    assert told.stdout.decode("ascii").lstrip().startswith("[!!] EMERGENCY")


@pytest.mark.parametrize("sign", [sign for sign, _ in TONES.values()])
def test_every_disposition_keeps_a_sign_of_its_own(sign: str):
    assert INSTEAD[sign].isascii()
    assert [other for other, plain in INSTEAD.items() if plain == INSTEAD[sign]] == [sign]


def test_a_letter_with_an_accent_loses_the_accent_only():
    fault = UnicodeEncodeError("ascii", "über", 0, 1, "ordinal not in range")
    assert plainer(fault) == ("u", 1)
