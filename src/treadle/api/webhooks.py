"""Webhooks: who is told of what happened, what they never took, and sending it again."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from treadle.api.answers import AnsweredOnce
from treadle.api.caller import allowed
from treadle.api.keys import Renewal
from treadle.api.people import Asked
from treadle.plant import webhooks as use
from treadle.plant.people import Caller
from treadle.plant.webhooks import Failed
from treadle.terms.webhook import TYPES, Webhook

router = APIRouter(tags=["webhooks"], route_class=AnsweredOnce)
Owner = Annotated[Caller, Depends(allowed("people"))]


class NewWebhook(Asked):
    """Where to tell of what. Without `types` of everything."""

    url: str = Field(examples=["https://erp.example/treadle"], max_length=2000)
    types: tuple[str, ...] = Field(default=(), examples=[["order.placed"]], description=f"Some of: {', '.join(TYPES)}.")


class MadeWebhook(BaseModel):
    """An address that is told from now on, with the secret that signs its messages: shown here and never again."""

    webhook_id: str
    secret: str


class SentAgain(BaseModel):
    """How many messages are sent again."""

    messages: int


@router.post("/v1/webhooks", status_code=201, summary="Tell an address what happens")
def add_webhook(told: NewWebhook, caller: Owner) -> MadeWebhook:
    """Messages are signed after the Standard Webhooks convention and sent again until they are taken."""
    webhook_id, secret = use.add_webhook(caller.brand, url=told.url, types=told.types, author=caller.name)
    return MadeWebhook(webhook_id=webhook_id, secret=secret)


@router.post("/v1/webhooks/{webhook_id}/renewal", status_code=201, summary="Another secret for a webhook")
def renew_webhook(webhook_id: str, told: Renewal, caller: Owner) -> MadeWebhook:
    """Messages are signed with both for some hours, so that the receiver changes when it likes."""
    secret = use.renew_webhook(caller.brand, webhook_id, keep=timedelta(hours=told.hours), author=caller.name)
    return MadeWebhook(webhook_id=webhook_id, secret=secret)


@router.get("/v1/webhooks", summary="Webhooks")
def webhooks(caller: Owner) -> list[Webhook]:
    """Every address that was ever to be told, without its secret."""
    return list(use.webhooks_of(caller.brand))


@router.delete("/v1/webhooks/{webhook_id}", status_code=204, summary="End a webhook")
def end_webhook(webhook_id: str, caller: Owner) -> None:
    """The address is told nothing any more; its secret is gone."""
    use.end_webhook(caller.brand, webhook_id, author=caller.name)


@router.get("/v1/webhooks/{webhook_id}/failed", summary="What a webhook never took")
def failed(webhook_id: str, caller: Owner) -> list[Failed]:
    """Messages that were given up after all attempts, newest first, each with the last answer."""
    return use.failed_messages(caller.brand, webhook_id)


@router.post("/v1/webhooks/{webhook_id}/send-again", status_code=202, summary="Send again what a webhook never took")
def send_again(webhook_id: str, caller: Owner) -> SentAgain:
    """Each message goes out under the id that it had, so that a receiver knows a repeat."""
    return SentAgain(messages=use.send_again(caller.brand, webhook_id))
