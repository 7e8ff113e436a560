"""The how-to of the service, run line by line: bash and curl against a real server with its worker."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")

from treadle.settings import settings_template

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "serve.md"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.mark.slow
@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="curl or bash is not there")
def test_the_how_to_says_what_happens(tmp_path: Path) -> None:
    blocks = re.findall(r"```bash\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 12
    lines = "\n".join(one for one in blocks if not one.startswith("pip install"))
    (tmp_path / "bin").mkdir()
    for name, words in (("treadle", "-m treadle "), ("python3", "")):
        command = tmp_path / "bin" / name
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" {words}"$@"\n', encoding="utf-8")
        command.chmod(0o755)
    # Its plans search less than those of who follows the page.
    quick = {"nest.nest_moves": 5, "schedule.schedule_work": 0.2, "cut.max_garments_per_marker": 3}
    (tmp_path / "quick.toml").write_text(settings_template(quick), encoding="utf-8")
    assert lines.count("treadle init mybrand\n") == 1
    lines = lines.replace("treadle init mybrand\n", "treadle init mybrand\ncp quick.toml mybrand/treadle.toml\n")
    script = "set -eu -o pipefail\ntrap 'kill %1 2>/dev/null || true' EXIT\n" + lines.replace("8600", str(free_port()))
    # Into files and in a session of its own: what it began holds no pipe open and is ended with it.
    with (tmp_path / "said").open("w") as said_file, (tmp_path / "erred").open("w") as erred_file:
        running = subprocess.Popen(
            ["bash", "-c", script], cwd=tmp_path, stdout=said_file, stderr=erred_file, start_new_session=True,
            env={**os.environ, "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"},
        )  # fmt: skip
        try:
            code: int | None = running.wait(300)
        except subprocess.TimeoutExpired:
            code = None
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()
    said, erred, log = (
        (tmp_path / one).read_text(encoding="utf-8") if (tmp_path / one).exists() else ""
        for one in ("said", "erred", "serve.err")
    )
    assert code == 0, f"{said[-2000:]}\n{erred[-3000:]}\n{log[-2000:]}"
    for told in (
        "1 new, 0 set aside",
        "Planned as of",
        "Released",
        "The books balance.",
        "there is no column colour_of",
        "my scripts, owner of",
        "style_id",
    ):
        assert told in said, f"{told}\n{said}"
    assert "my scripts" in said and "line_id" in said
    assert "eleven green bicycles" not in log
    assert not re.search(r"(join|key|session)\.[a-z-]+\.[0-9a-f]{32}\.[\w-]{43}", log)
    assert '"route": "/v1/plans"' in log and '"event": "claimed"' in log
