"""Pages for people: a voice that calls use cases, as the API does, and decides nothing.

Read on in `site` (what is served), `asking` (who asks), `drawn` (how a page is made), then any file of `pages`.
"""
