"""The HTTP API, version 1: everything the shop can do, for programs. Described at /api/v1/docs and /api/v1/openapi.json.

Holds always: every operation says who may call it; a POST that changes something is done once under its Idempotency-Key;
what is wrong with a request is answered as problem+json in the caller's language.
"""
