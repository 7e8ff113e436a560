"""A brand on a server, from Python: a day of it, what is refused, and what happens where the way is bad."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
pytest.importorskip("httpx", reason="the extra 'client' is not installed")
import httpx
import pyarrow.parquet as pq
from on_a_port import At, served
from typer.testing import CliRunner

import treadle
from treadle.api.app import create_app
from treadle.api.served import Served
from treadle.cli import build_app
from treadle.client.connection import TRIES, Connection
from treadle.errors import AccessError, ConflictError, InputError, NotFoundError, ServerError
from treadle.terms import answers as told
from treadle.terms import money_answers, partner_answers, shop_answers


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory, planned_brand: Path) -> Iterator[At]:
    folder = tmp_path_factory.mktemp("client") / "brand"
    shutil.copytree(planned_brand, folder)
    with served(folder) as found:
        yield found


@pytest.fixture(scope="module")
def brand(at: At) -> Iterator[treadle.Client]:
    with treadle.Client(at.url, at.key()) as client:
        yield client


def at_server(at: At, *words: str, role: str = "owner", code: int = 0) -> str:
    """What a command prints that runs at the server."""
    env = {"TREADLE_SERVER": at.url, "TREADLE_KEY": at.key(role), "COLUMNS": "200"}
    done = CliRunner().invoke(build_app(), list(words), env=env)
    if done.exit_code != code and isinstance(done.exception, Exception):
        raise done.exception
    assert done.exit_code == code, done.output
    lines = done.stdout.splitlines(keepends=True)
    return "".join(line for line in lines if "[info " not in line)  # the server logs in the same process


def test_questions_write_nothing(brand: treadle.Client, at: At) -> None:
    before = brand.audit().entries
    answers = brand.what_if("half=scale 0.5")
    assert [one.name for one in answers.answers] == ["the plan", "half"]
    assert answers.answers[1].cost_cents < answers.answers[0].cost_cents
    assert "half" in at_server(at, "what-if", "--scenario", "half=scale 0.5")
    assert brand.audit().entries == before


class BadWay(httpx.BaseTransport):
    """A network that loses some answers, after the server had the request."""

    def __init__(self, lost: list[bool], statuses: dict[int, int]) -> None:
        self.lost, self.statuses, self.seen = lost, statuses, list[Any]()
        self.inner = httpx.HTTPTransport()

    def handle_request(self, request: Any) -> Any:
        at = len(self.seen)
        self.seen.append(request)
        if at in self.statuses:
            return httpx.Response(self.statuses[at], headers={"Retry-After": "3"}, request=request)
        answer = self.inner.handle_request(request)
        if at < len(self.lost) and self.lost[at]:
            answer.read()
            raise httpx.ReadError("the line went dead", request=request)
        return answer


def test_a_write_whose_answer_was_lost_is_done_once(brand: treadle.Client, at: At) -> None:
    waits: list[float] = []
    way = BadWay([False, True], {0: 503})
    connection = Connection(at.url, at.key(), timeout=5, sleep=waits.append, transport=way)
    before = brand.current_plan()
    line = brand.lines()[0]
    entries = brand.audit().entries
    with treadle.Client(at.url, "", connection=connection) as client:
        assert client.change_line(line.line_id, line.units + 7).units == line.units + 7
    assert len({one.headers["idempotency-key"] for one in way.seen}) == 1
    assert len(way.seen) == 3 and waits[0] == 3.0
    assert brand.audit().entries == entries + 1
    assert brand.current_plan().version != before.version
    brand.change_line(line.line_id, None)


def test_the_command_line_at_a_server(brand: treadle.Client, at: At, tmp_path: Path) -> None:
    """The same commands as on a folder, one after the other, as a planner types them."""
    assert at_server(at, "me") == f"owner of the test, owner of {at.brand.settings.name}\n"
    at_server(at, "export", "products", "--out", str(tmp_path / "products.csv"))
    assert (tmp_path / "products.csv").read_text().count("\n") == brand.held_table("products").num_rows + 1
    line = next(one for one in brand.lines() if one.units)
    assert line.line_id in at_server(at, "lines")
    assert at_server(at, "explain", line.line_id).strip()
    told = at_server(at, "change", line.line_id, "--units", str(line.units + 1), "--note", "rounder")
    assert told == f"{line.line_id}: {line.units + 1} instead of {line.proposed_units} proposed.\n"
    assert "is approved as it stands" in at_server(at, "approve", "--note", "as agreed")
    assert "approved by" in at_server(at, "plans")
    at_server(at, "change", line.line_id, "--as-proposed")
    assert at_server(at, "table", "buy", "--out", str(tmp_path / "buy.csv")).endswith(
        f"written to {tmp_path}/buy.csv\n"
    )
    assert "The books balance." in at_server(at, "audit")
    assert " plan " in at_server(at, "ledger")
    assert "restore" in at_server(at, "backup", str(tmp_path / "all.tar.gz"))
    with pytest.raises(InputError, match="works on a folder of this machine"):
        at_server(at, "check", "x", code=99)
    with pytest.raises(AccessError, match="may not"):
        at_server(at, "approve", role="read-only", code=99)
    with pytest.raises(InputError, match="Give --units, or --as-proposed"):
        at_server(at, "change", line.line_id, code=99)
    assert at_server(at, "sampling", "--lot", "500", "--level", "II", "--aql", "2.5", "--json").strip()


def test_a_day_of_a_brand(brand: treadle.Client, at: At, tmp_path: Path) -> None:
    line = next(one for one in brand.lines() if one.units)
    before = brand.current_plan()
    assert brand.table("buy", line_id=line.line_id)["units"].to_pylist() == [line.units]
    assert brand.why(line.line_id)[0].lines
    changed = brand.change_line(line.line_id, line.units + 4, note="a fair", version=before.version)
    assert (changed.units, changed.proposed_units, changed.note) == (line.units + 4, line.units, "a fair")
    with pytest.raises(ConflictError, match="owner of the test"):
        brand.change_line(line.line_id, 0, version=before.version)
    with pytest.raises(InputError, match="approve"):
        brand.release()
    assert brand.change_line(line.line_id, None).units == line.units
    assert brand.approve(note="as agreed").approved_by
    released = brand.release()
    ids = released.result["order_ids"].split(",")
    assert [one.order_id for one in brand.orders(state="open")] == ids
    assert brand.plans()[0].release_ids == (released.result["release_id"],)

    order = brand.order(ids[0])
    got = brand.receive(ids[0], units={order.lines[0].sku: 1}, note_id="DN 17")
    assert got.is_new and got.order.received_units == 1
    assert not brand.receive(ids[0], units={order.lines[0].sku: 1}, note_id="DN 17").is_new
    trial = brand.amend(ids[0], reason="demand fell", is_cancelled=True, is_trial=True)
    assert not trial.is_written and brand.order(ids[0]).cancelled_units == 0
    assert brand.close_order(ids[0], reason="the cloth is lost").state == "closed"
    assert [one.kind for one in brand.entries(subject=ids[0])][-1] == "closure"
    assert brand.audit().is_balanced
    assert brand.backup(tmp_path / "all.tar.gz").stat().st_size > 1000
    assert "release  done  100%" in at_server(at, "jobs")


def test_a_file_is_taken_in_and_back(brand: treadle.Client, tmp_path: Path) -> None:
    signals = brand.held_table("signals")
    sku, day = signals["sku"][0].as_py(), str(signals["happened_at"][0].as_py())
    (tmp_path / "sales.csv").write_text(f"happened_at,kind,sku,units\n{day},order,{sku},2\n", encoding="utf-8")
    job = brand.import_file(tmp_path / "sales.csv", table="signals")
    assert job.result["kept_rows"] == "1"
    number = int(job.result["import_numbers"])
    assert brand.held_table("signals").num_rows == signals.num_rows + 1
    assert brand.undo_import(number).number == number
    assert brand.imports()[0].undoes == number
    assert brand.held_table("signals").num_rows == signals.num_rows


def test_what_takes_long_is_asked_and_its_files_are_read(brand: treadle.Client, at: At, tmp_path: Path) -> None:
    job = brand.export("products", form="parquet")
    (tmp_path / "products.parquet").write_bytes(brand.job_file(job.job_id, "products.parquet"))
    assert pq.read_table(tmp_path / "products.parquet").num_rows == int(job.result["rows"])
    with pytest.raises(NotFoundError, match="no file"):
        brand.job_table(job.job_id, "forecast")
    with pytest.raises(ConflictError, match="only one that failed"):
        brand.repeat_job(job.job_id)
    with pytest.raises(InputError, match="no such file"):
        brand.forecast(tmp_path / "none.csv", horizon=2, every="week")
    promises = brand.promises(state="all")
    assert [one.order_id for one in promises] == [one.order_id for one in brand.orders()]
    assert all(one.told_day == one.promise_day and one.days for one in promises)
    assert brand.move_promises() == []
    assert at_server(at, "promise", "--move").count(" told ") == len(brand.promises())
    with pytest.raises(ConflictError, match="only one that failed"):
        at_server(at, "again", job.job_id, code=99)


def test_no_place_of_the_server_is_told(brand: treadle.Client, at: At) -> None:
    with pytest.raises(InputError, match="brand: has changed since the plan in brand/plan was made") as caught:
        brand.what_if("half=scale 0.5")
    assert str(at.brand.folder) not in str(caught.value)


def test_the_next_plan_counts_what_was_released(brand: treadle.Client, at: At) -> None:
    said: list[tuple[str, float]] = []
    with treadle.Client(at.url, at.key(), progress=lambda *one: said.append(one)) as client:
        job = client.plan()
    assert said[-1] == (job.told, 1.0) and len(said) > 1
    assert brand.current_plan().plan_id == job.result["plan_id"] != brand.plans()[1].plan_id
    coming = sum(one.open_units for one in brand.orders())
    assert sum(brand.table("options")["on_order_units"].to_pylist()) == coming > 0


def test_all_that_is_wrong_is_told(brand: treadle.Client, at: At, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no order"):
        brand.order("none")
    (tmp_path / "odd.csv").write_text("x,y\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        brand.import_file(tmp_path / "odd.csv", table="signals")
    assert all(one.remedy for one in caught.value.problems) and caught.value.problems[0].file == "odd.csv"
    with pytest.raises(InputError, match="no such file"):
        brand.import_file(tmp_path / "none.csv")
    with treadle.Client(at.url, at.key("read-only")) as reader:
        assert reader.me().role == "read-only"
        with pytest.raises(AccessError, match="may not"):
            reader.plan()
    with treadle.Client(at.url, "nobody") as nobody, pytest.raises(AccessError, match="key"):
        nobody.orders()
    with pytest.raises(InputError, match="is none"):
        treadle.Client("localhost", "k")


def test_no_server_is_one_sentence() -> None:
    waits: list[float] = []
    with (
        treadle.Client("http://127.0.0.1:9", "k", connection=Connection(
            "http://127.0.0.1:9", "k", timeout=1, sleep=waits.append)) as client,
        pytest.raises(ServerError, match="Is treadle serve running there"),
    ):  # fmt: skip
        client.me()
    assert len(waits) == TRIES - 1 and waits == sorted(waits)


def test_another_kind_of_server_is_told(tmp_path: Path) -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(418, text="<html>tea</html>"))
    connection = Connection("http://127.0.0.1:9", "k", timeout=1, transport=transport)
    with pytest.raises(ServerError, match="418 and no reason"):
        treadle.Client("", "", connection=connection).audit()


def schemas() -> dict[str, Any]:
    found: dict[str, Any] = create_app(Served(brands={})).openapi()["components"]["schemas"]
    return found


NAMES = {"ImportTold": "JournalEntry"}
TOLD = [one for module in (told, money_answers, partner_answers, shop_answers) for one in vars(module).values()
        if dataclasses.is_dataclass(one) and one.__module__ == module.__name__]  # fmt: skip


@pytest.mark.parametrize("kind", TOLD)
def test_records_are_what_the_api_tells(kind: Any) -> None:
    """The API answers with the very records that the client reads; of an import it tells more than those."""
    told_by_api = schemas().get(NAMES.get(kind.__name__, kind.__name__))
    assert told_by_api is not None, sorted(schemas())
    fields = {one.name for one in dataclasses.fields(kind)}
    needed = {one.name for one in dataclasses.fields(kind) if one.default is dataclasses.MISSING
              and one.default_factory is dataclasses.MISSING}  # fmt: skip
    properties = set(told_by_api["properties"])
    assert needed <= properties, needed - properties
    if kind.__name__ != "ImportTold":
        assert properties <= fields, properties - fields
    assert get_type_hints(kind) and not any(get_args(one) == (Any,) for one in get_type_hints(kind).values())
