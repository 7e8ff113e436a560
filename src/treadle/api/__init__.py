"""The API: a voice over HTTP. It calls use cases of `plant` and decides nothing.

Where to read next: `app` (how it is put together, `ROUTERS` is where a resource registers), `problems` (how an error
is told), `health` (the smallest resource).
"""
