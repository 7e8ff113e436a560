"""The unit, the image and the compose file: linted, and the commands in them are those that treadle has."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer

from treadle.cli import build_app

DEPLOY = Path(__file__).parents[2] / "deploy"


def options(command: str) -> set[str]:
    group: Any = typer.main.get_command(build_app())
    return {name for one in group.commands[command].params for name in one.opts}


def test_the_unit_is_one_and_its_commands_are_treadles(tmp_path: Path) -> None:
    text = (DEPLOY / "treadle.service").read_text(encoding="utf-8")
    started = re.findall(r"^ExecStart(?:Pre)?=treadle (\w+) (.*)$", text, re.MULTILINE)
    assert [one for one, _ in started] == ["serve", "serve"]
    for _, rest in started:
        assert set(re.findall(r"--[\w-]+", rest)) <= options("serve")
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not there: the unit was only read")
    program = tmp_path / "treadle"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    unit = tmp_path / "treadle.service"
    unit.write_text(text.replace("=treadle serve", f"={program} serve"), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
    )
    told = [one for one in done.stderr.splitlines() if "treadle.service" in one]
    assert not told, done.stderr


def test_the_image_installs_extras_that_there_are_and_runs_as_nobody_special() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    project = (DEPLOY.parent / "pyproject.toml").read_text(encoding="utf-8")
    (extras,) = re.findall(r"treadle\[([\w,]+)\]", text)
    assert all(re.search(rf"^{one} = \[", project, re.MULTILINE) for one in extras.split(","))
    steps = re.findall(r"^([A-Z]+) ", text, re.MULTILINE)
    assert steps[0] == "FROM" and steps.index("USER") < steps.index("ENTRYPOINT")
    assert ":latest" not in text and set(steps) <= {
        "FROM", "RUN", "COPY", "USER", "WORKDIR", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD",
    }  # fmt: skip


def test_the_compose_file_is_one() -> None:
    yaml = pytest.importorskip("yaml", reason="no reader of YAML is installed")
    told = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    service = told["services"]["treadle"]
    assert set(service["secrets"]) == set(told["secrets"])
    assert set(re.findall(r"--[\w-]+", service["command"][0])) <= options("serve")
    assert all(one.startswith("127.0.0.1:") for one in service["ports"])
    assert "password" not in service["command"][0].split("treadle serve")[1]
