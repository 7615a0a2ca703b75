"""What can be wrong with an idempotency key."""

from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.words import N_


class KeyReused(KamurjError):
    """The key belongs to an earlier request with another body."""

    code = "idempotency.key_reused"
    kind = Kind.UNPROCESSABLE
    message = N_("This Idempotency-Key was used for a different request. Send a new key with a new request.")


class InFlight(KamurjError):
    """The first request with this key is still being worked on."""

    code = "idempotency.in_flight"
    kind = Kind.CONFLICT
    message = N_("The same request is still being worked on. Ask again in a moment.")
