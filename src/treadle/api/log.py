"""Logs as lines of JSON on standard error: what happened, when, under which request; never a secret."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

#: What a key, link, session or password in an address looks like.
_SECRETS = re.compile(
    r"((?:join|key|session)\.[a-z0-9-]+\.[0-9a-f]{32}\.)[A-Za-z0-9_-]{43}|(://[^:/@\s]+:)[^@\s]+(?=@)"
)


def write_logs() -> None:
    """Write logs of treadle and of the server under it."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            hide_secrets,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )


def hide_secrets(_: Any, __: str, told: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take the secret part out of every text of a line."""
    for name, value in told.items():
        if isinstance(value, str):
            told[name] = _SECRETS.sub(lambda found: f"{found[1] or found[2]}***", value)
    return told
