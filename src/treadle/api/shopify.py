"""Shopify's webhooks: what the shop tells of its orders, signed over the bytes of the body."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from treadle.api.problems import problem
from treadle.api.served import Served, served_of
from treadle.plant import shopify as use

router = APIRouter(tags=["shopify"])
#: An order of thousands of lines is shorter.
MOST_BODY_BYTES = 4 * 1024 * 1024


@router.post(
    "/v1/shopify/webhooks", summary="Take a webhook of Shopify", response_model=None,
    responses={
        401: {"description": "The signature is not that of a shop that was connected."},
        413: {"description": "The body is too long."},
    },
)  # fmt: skip
async def take(request: Request, served: Annotated[Served, Depends(served_of)]) -> Response:
    """Keep what it says of an order; answered once the ledger has it. Any order of arrival and any repeat gives the
    same state."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BODY_BYTES:
            return problem(413, f"The body is longer than {MOST_BODY_BYTES // 2**20} MB.")
    named = request.headers
    shop = named.get("x-shopify-shop-domain", "").strip().casefold()
    signature = named.get("x-shopify-hmac-sha256", "")
    brands = {one.folder: one for one in served.brands.values()}
    folder = await run_in_threadpool(use.shop_with_signature, list(brands), shop, bytes(body), signature)
    if folder is None:
        return problem(401, "This is not signed by a shop that was connected here.")
    told = await run_in_threadpool(
        use.take_webhook, folder, brands[folder].settings, topic=named.get("x-shopify-topic", ""), shop=shop,
        body=bytes(body),
    )  # fmt: skip
    return JSONResponse({"what": told.what, "order_id": told.order_id, "reason": told.reason})
