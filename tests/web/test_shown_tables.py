"""Every table of every page leaves as CSV and as a workbook, which hold what the page shows."""

from __future__ import annotations

import csv
import importlib
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from fastapi.testclient import TestClient

from treadle.api.caller import COOKIE
from treadle.api.served import Served
from treadle.plant.people import accept, invite
from treadle.plant.serving import open_brands
from treadle.web.shown_tables import OWN_FILES, as_csv, table_of, with_links
from treadle.web.site import ROUTERS, create_site

PAGE = """<table><thead><tr><th>Goods</th><th class="n">Pieces</th><th>Press</th></tr></thead><tbody>
<tr><th><a href="/x">black tee <span class="id">T1</span></a></th>
<td class="n">−1,204 <span class="muted">(2 to 5)</span></td><td><button>Undo</button></td></tr>
<tr><th>=1+1</th><td class="n"><input value="14"><input type="hidden" value="9"></td><td>–</td></tr>
</tbody></table><table aria-hidden="true"><tr><td>no</td></tr></table><table><tr><td class="n">14%</td></tr></table>"""


def test_a_cell_is_what_one_reads_a_number_what_one_counts() -> None:
    rows = table_of(PAGE, 1)
    assert rows == [
        ["Goods", "Pieces", "Pieces …", "Press"],
        ["black tee T1", -1204, "(2 to 5)", ""],
        ["=1+1", 14, "", "–"],
    ]
    assert list(csv.reader(io.StringIO(as_csv(rows).decode("utf-8-sig"))))[2] == ["'=1+1", "14", "", "–"]
    assert table_of(PAGE, 2) == [["14%"]] and table_of(PAGE, 3) == []


def test_each_table_has_its_links_and_keeps_what_the_address_said() -> None:
    told = {"csv": "as CSV", "xlsx": "as Excel"}
    links = re.findall(r'href="([^"]*table_as[^"]*)"', with_links(PAGE, "/buy", [("show", "all")], told))
    assert links == [f"/buy?show=all&amp;table_as={number}.{ending}" for number in (1, 2) for ending in ("csv", "xlsx")]
    both = f"<table {OWN_FILES}><tr><td>1</td></tr></table><table><tr><td>2</td></tr></table>"
    own = with_links(both, "/buy", [], told)
    assert re.findall(r"table_as=(\d)", own) == ["2", "2"], "a page gives some tables out by itself"


@pytest.fixture(scope="module")
def reader(planned_brand: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """An owner's browser at a planned brand."""
    folder = tmp_path_factory.mktemp("tables") / "acme"
    shutil.copytree(planned_brand, folder)
    brands = dict(open_brands([folder]))
    link = invite(brands["acme"], "owner", author="the test")
    token = accept(brands["acme"], link, name="olga", password="eleven green bicycles")[1]
    with TestClient(create_site(Served(brands=brands)), headers={"Accept": "text/html"}) as client:
        client.cookies.set(COOKIE, str(token))
        yield client


def test_no_page_has_a_table_without_its_files(reader: TestClient) -> None:
    routers = (importlib.import_module(f"treadle.web.pages.{name}").router for name in ROUTERS)
    paths = {one.path for router in routers for one in router.routes if "GET" in getattr(one, "methods", ())}
    pages = sorted(one for one in paths if "{" not in one and not one.startswith(("/v1", "/tablet")))
    assert {"/buy", "/demand", "/people", "/books", "/orders"} <= set(pages)
    option = re.search(r"/demand/options/[^\"]+", reader.get("/demand").text)
    tried = 0
    for path in (*pages, "/buy?show=all", option[0] if option else "/demand"):
        answer = reader.get(path)
        if answer.status_code != 200 or "text/html" not in answer.headers["content-type"]:
            continue
        every = [one for one in re.findall(r"<table\b([^>]*)>", answer.text) if "aria-hidden" not in one]
        tables = [one for one in every if OWN_FILES not in one]
        assert len(tables) == len(every) or re.search(r'href="[^"]*/tables/\w+\.csv"', answer.text), path
        links = re.findall(r'href="([^"]*table_as=\d+\.(?:csv|xlsx))"', answer.text)
        assert len(links) == 2 * len(tables), path
        for link in links:
            file = reader.get(link.replace("&amp;", "&"))
            assert file.status_code == 200, link
            tried += 1
            if link.endswith("xlsx"):
                sheet = openpyxl.load_workbook(io.BytesIO(file.content)).active
                assert sheet is not None and sheet.max_row >= 1, link
            else:
                assert list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")))), link
    assert tried >= 20
