"""While a plan is made at a server, Today leads to its first page; a brand without one has nothing there."""

from __future__ import annotations

import shutil
from pathlib import Path

from test_pages_served import visitor

from treadle.plant.drafts import plan_place
from treadle.plant.jobs import ask_job, jobs_of
from treadle.plant.serving import open_brands
from treadle.report.write import FIRST_PAGE


def test_today_leads_to_the_first_page_once_markers_are_drawn(planned_brand: Path, tmp_path: Path) -> None:
    shutil.copytree(planned_brand, tmp_path / "acme")
    brand = open_brands([tmp_path / "acme"])["acme"]
    client = visitor(brand, "planner")
    ask_job(brand, "plan", {}, author="me", key="one")
    jobs = jobs_of(brand)
    claim = jobs.claim("w", ("plan",))
    assert claim is not None
    for told, is_there in (("learn: 1 of 9", False), ("cutting: 3 of 10", True)):
        jobs.renew(claim.token, share=0.3, told=told)
        assert ("/today/first-page" in client.get("/today").text) == is_there
    assert client.get("/today/first-page").status_code == 404
    (plan_place(brand) / FIRST_PAGE).write_text("<p>first</p>")
    assert client.get("/today/first-page").text == "<p>first</p>"
