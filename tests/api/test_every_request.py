"""Requests of every kind at every route, made from the API's own description: never a fault, always an answer of the
described form."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
pytest.importorskip("schemathesis", reason="schemathesis is not installed")
import schemathesis
from api_desk import Desk, desk, do_jobs
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from treadle.plant.jobs import cancel_job, list_jobs
from treadle.plant.people import make_key
from treadle.plant.release import release_plan
from treadle.terms.budget import Silence

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
#: Requests made of each route, the same on every machine; TREADLE_REQUESTS=100 is worth an evening.
EACH = int(os.environ.get("TREADLE_REQUESTS", "3"))
STILL = settings(
    max_examples=EACH, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)  # fmt: skip


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory, planned_brand: Path) -> Iterator[tuple[Desk, str]]:
    """A brand with a released plan, so that there is something to be asked of; and an owner's key."""
    folder = tmp_path_factory.mktemp("walk") / "brand"
    shutil.copytree(planned_brand, folder)
    release_plan(folder, folder / "plan", None, author="the test", is_agreed=True, progress=Silence())
    found = desk(folder)
    logging.disable(logging.CRITICAL)
    yield found, str(make_key(found.brands["brand"], name="the walk", role="owner", author="the test"))
    logging.disable(logging.NOTSET)


#: Ids that are there, by the names of parameters in addresses: half of the requests ask for these.
def ids(at: Desk) -> dict[str, str]:
    from treadle.plant.drafts import draft_of
    from treadle.plant.orders import orders_of

    brand = at.brands["brand"]
    return {
        "plan_id": "current", "line_id": draft_of(brand, "current").plan.buy.lines[0].line_id, "table": "buy",
        "order_id": orders_of(brand, factory_id=None)[0].order_id, "number": "1",
    }  # fmt: skip


def test_every_route_answers_as_it_says(at: tuple[Desk, str]) -> None:
    found, key = at
    known = ids(found)
    schema = schemathesis.openapi.from_asgi("/openapi.json", found.app)
    broken: list[str] = []
    made = 0
    for one in schema.get_all_operations():
        operation = one.ok()

        @STILL
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            nonlocal made
            made += 1
            if made % 2 and case.path_parameters:
                case.path_parameters = {name: known.get(name, value) for name, value in case.path_parameters.items()}
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {key}"}
            case.call_and_validate(checks=CHECKS)

        try:
            ask()
        except BaseExceptionGroup as error:
            broken += [f"{operation.method.upper()} {operation.path}: {told}" for told in error.exceptions]
    assert not broken, "\n".join(broken)
    assert made > EACH * 40
    brand = found.brands["brand"]
    for job in list_jobs(brand, state="waiting"):  # what would be worked at for hours; each has tests of its own
        if job.kind in ("simulate", "forecast", "nest"):
            cancel_job(brand, job.job_id, author="the walk")
    do_jobs(found)


def test_what_was_made_can_be_followed(at: tuple[Desk, str]) -> None:
    """By the links of the description, step after step: what one answer names, the next request asks for."""
    found, key = at
    schema = schemathesis.openapi.from_asgi("/openapi.json", found.app)

    class Walk(schema.as_state_machine()):  # type: ignore[misc]
        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"headers": {"Authorization": f"Bearer {key}"}}

        def validate_response(self, response: Any, case: Any, **kwargs: Any) -> None:
            case.validate_response(response, checks=CHECKS)

    Walk.run(settings=settings(STILL, max_examples=6, stateful_step_count=12))
