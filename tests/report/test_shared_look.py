"""What is written and what is served look alike: one style, one set of marks; and writing needs no web server."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from test_page import empty, hostile

from treadle.look import sheet
from treadle.report.page import build_page

#: What only the extra 'serve' brings.
SERVERS = ("fastapi", "starlette", "uvicorn", "pydantic", "argon2", "structlog", "prometheus_client")


def test_a_written_page_has_the_style_of_the_served_ones_and_asks_nobody() -> None:
    page = build_page(hostile(), {})
    assert sheet.style_sheet() in page
    assert not re.findall(r"<(?:script|link|iframe)\b|@import|url\(", page)
    assert build_page(hostile(), {}) == page, "the same tables, the same bytes"


def test_a_state_has_the_tag_that_pages_give_it() -> None:
    made = sheet.templates(Path(sheet.SHARED)).from_string(
        '{% from "marks.html" import promise %}{{ promise("infeasible", "cannot be made") }}'
    )
    tag = made.render()
    assert tag == '<span class="tag late">cannot be made</span>'
    assert 'class="tag late"' in build_page(hostile(), {}) and 'class="tag late"' not in build_page(empty(), {})


def test_a_page_is_written_where_no_web_server_is_installed(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        f"sys.modules.update(dict.fromkeys({SERVERS!r}))\n"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from test_page import hostile\n"
        "from treadle.report.page import build_page\n"
        "print(len(build_page(hostile(), {})))\n"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert int(made.stdout) > 10_000
