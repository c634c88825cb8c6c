"""Twenty people who change an answer every two seconds: is each answered, and does the memory stay? `make soak`.

How long an update took is written to `build/visit-load.json`; it is judged where the machine is known, not here.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import httpx
import pytest

from dorsiflex.apps.web.fields import Fields
from dorsiflex.ready import packaged
from tests.web.visiting import FIRST_VOICE, ROOT, hidden, voice

COMMAND = Path(sys.executable).parent / "dorsiflex"
REPORT = ROOT / "build" / "visit-load.json"
USERS, APART, LASTS, WARM = 20, 2.0, 60.0, 10.0
FLAT_MB = 24


async def user(base: str, address: str, fields: Fields, random: Random, until: float, took: list[float]) -> None:
    """One tab: saves a change, reads the answer, and waits for the next."""
    async with httpx.AsyncClient(base_url=base, timeout=30) as client:
        page = (await client.get(address, follow_redirects=True)).text
        csrf = hidden(page, "csrf")
        path = (await client.post("/visits", data={"csrf": csrf, "label": "load"})).headers["location"]
        revision = 0
        await asyncio.sleep(random.uniform(0, APART))
        while time.monotonic() < until:
            now = changed(fields, random)
            began = time.monotonic()
            answered = await client.post(f"{path}/panel", data={"csrf": csrf, "revision": str(revision), **now})
            spent = time.monotonic() - began
            assert answered.status_code == 200
            revision = answered.json()["revision"]
            took.append(spent * 1000)
            await asyncio.sleep(max(0.0, APART - spent))


def changed(fields: Fields, random: Random) -> Fields:
    """The whole form with one answer other than before."""
    name = random.choice([name for name, value in fields.items() if value in ("present", "absent")])
    other = random.choice([value for value in ("present", "absent", "unknown") if value != fields[name]])
    return {**fields, name: other, "left.lunge_cm": f"{random.randint(30, 120) / 10}"}


def resident(process: int) -> float:
    """The memory of a process in MB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found
    return int(found[1]) / 1024


async def crowd(process: int, address: str) -> tuple[list[float], list[float]]:
    """What each update took, in milliseconds; and the memory every five seconds once it is warm."""
    base, fields, took, memory = address.partition("/?")[0], voice(FIRST_VOICE, packaged()), [], []
    until = time.monotonic() + WARM + LASTS
    users = [user(base, address, fields, Random(number), until, took) for number in range(USERS)]
    gathered = asyncio.gather(*users)
    await asyncio.sleep(WARM)
    took.clear()
    while time.monotonic() < until:
        memory.append(resident(process))
        await asyncio.sleep(5)
    await gathered
    return took, memory


@pytest.mark.soak
def test_twenty_people_are_all_answered_and_the_memory_stays(tmp_path: Path) -> None:
    command = [COMMAND, "serve", "--port", "0", "--data", tmp_path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout is not None
            found = re.search(r"http://\S+", server.stdout.readline())
            assert found
            token = found[0].partition("token=")[2]
            bearer = {"Authorization": f"Bearer {token}"}
            httpx.get(f"{found[0].partition('/?')[0]}/api/v1/cases", headers=bearer, timeout=120).raise_for_status()
            load = os.getloadavg()[0]
            took, memory = asyncio.run(crowd(server.pid, found[0]))
        finally:
            server.kill()
    parts = statistics.quantiles(took, n=100)
    told = {"updates": len(took), "users": USERS, "seconds": LASTS, "memory_mb": [round(each, 1) for each in memory]}
    told |= {f"p{part}_ms": round(parts[part - 1], 1) for part in (50, 95, 99)}
    told |= {"load_before": round(load, 2), "load_after": round(os.getloadavg()[0], 2), "cores": os.cpu_count()}
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    assert len(took) > USERS * LASTS / APART / 2
    assert max(memory) - memory[len(memory) // 3] < FLAT_MB
