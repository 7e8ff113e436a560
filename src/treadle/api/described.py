"""The OpenAPI document: what the routes say of themselves, and how every refusal is told."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, ConfigDict

from treadle.api.problems import MEDIA_TYPE

#: Schemas that FastAPI adds for refusals of its own, which never leave: `api.problems` tells them.
_NEVER_TOLD = ("HTTPValidationError", "ValidationError")


class ToldProblem(BaseModel):
    """One thing that is wrong: where, what, and what to do."""

    model_config = ConfigDict(extra="allow")

    what: str
    remedy: str


class Refusal(BaseModel):
    """Why a request was not done (RFC 9457), with all that is wrong and the number under which the log has it."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    problems: list[ToldProblem]


def describe(app: FastAPI) -> None:
    """Let an application describe itself with its refusals; the document is made when it is first asked for."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            plain = get_openapi(
                title=app.title, version=app.version, summary=app.summary, routes=app.routes,
                separate_input_output_schemas=app.separate_input_output_schemas,
            )  # fmt: skip
            app.openapi_schema = _with_refusals(plain)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _with_refusals(document: dict[str, Any]) -> dict[str, Any]:
    schemas: dict[str, Any] = document.setdefault("components", {}).setdefault("schemas", {})
    for name in _NEVER_TOLD:
        schemas.pop(name, None)
    refusal = Refusal.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= refusal.pop("$defs")
    schemas["Refusal"] = refusal
    told = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Refusal"}}}}
    for operations in document["paths"].values():
        for operation in operations.values():
            responses = operation["responses"]
            if "ValidationError" in str(responses.get("422", "")):
                responses.pop("422")
            responses["4XX"] = {"description": "Refused: all that is wrong, with what to do.", **told}
            responses["503"] = {"description": "Not now: the ledger or the disk cannot be written. Ask again.", **told}
    return document
