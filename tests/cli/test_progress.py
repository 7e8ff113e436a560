"""Progress where there is no terminal: few plain lines, and none of what is over at once."""

from __future__ import annotations

import pytest

from treadle.cli.progress import Bars


def test_long_work_is_told_in_plain_lines_and_quick_work_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    with Bars(clock=lambda: now[0]) as bars:
        bars.step("sensing demand", 1, 1)
        now[0] = 30.0
        for done in range(101):
            bars.step("cutting", done, 100)
    said = capsys.readouterr()
    lines = said.err.splitlines()
    assert said.out == "" and "\x1b" not in said.err
    assert lines[0] == "cutting: 0 of 100, 30 s" and lines[-1] == "cutting: 100 of 100, 30 s"
    assert len(lines) == 5 and not any("sensing" in line for line in lines)
