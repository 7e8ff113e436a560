"""What `balance` says of a line is what its own --what-if begins from."""

from __future__ import annotations

import re
from pathlib import Path

from typer.testing import CliRunner

from treadle.cli import build_app

ROWS = [(f"O{at}", f"operation {at}", "SN" if at % 3 else "OL", round(0.3 + 0.1 * (at % 5), 2)) for at in range(12)]


def test_the_what_if_begins_from_the_balance_and_agrees_with_its_reason(tmp_path: Path) -> None:
    file = tmp_path / "bulletin.csv"
    lines = ["operation_id,name,machine,smv_minutes", *(",".join(map(str, row)) for row in ROWS)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = CliRunner().invoke(build_app(), ["balance", str(file), "--people", "5", "--what-if", "--moves", "100"])
    assert done.exit_code == 0, done.output
    said = " ".join(done.output.split())
    cycle = re.search(r"cycle ([\d.]+) minutes", said)
    reason = re.search(r"([\d.]+) minutes a piece\. One more trained person there would make it ([\d.]+)\.", said)
    base = re.search(r"As it is: ([\d.]+) minutes a garment", said)
    helped = re.search(r"With one more trained person at S\d+, the others where they are: ([\d.]+)", said)
    assert cycle and reason and base and helped, done.output
    assert base[1] == cycle[1]
    assert (float(reason[1]), float(reason[2])) == (round(float(base[1]), 2), round(float(helped[1]), 2))
    assert all(
        float(one) < float(base[1])
        for one in re.findall(r"(?:trained in \S+|one more [A-Z]\S*): ([\d.]+) minutes", said)
    )
