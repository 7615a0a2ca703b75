"""What this channel refuses by itself; refusals of journeys and rooms pass through unchanged."""

from __future__ import annotations

from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.words import N_


class ApiError(KamurjError):
    """The base of the API's own refusals."""

    code = "api.error"


class OwnerUnknown(ApiError):
    """Nobody said whose cart or order it is."""

    code = "api.owner_unknown"
    kind = Kind.UNAUTHENTICATED
    message = N_("Send the cart's token as “Cart-Token: …”, an API key as “Authorization: Bearer km_…”, or log in.")


class TokenRefused(ApiError):
    """The cart token was not made here, or was changed on its way."""

    code = "api.token_refused"
    kind = Kind.UNAUTHENTICATED
    message = N_("This cart token is not valid. Start a new cart.")


class KeyCanBeGuessed(ApiError):
    """A new cart is given to whoever repeats the request's key: it must be random."""

    code = "api.key_can_be_guessed"
    message = N_("For a new cart, send a random UUID as the Idempotency-Key.")


class RegionNotServed(ApiError):
    """Nothing is sold in this region."""

    code = "api.region_not_served"
    kind = Kind.NOT_FOUND
    message = N_("We do not sell in {region} yet.")


class UnreadablePlace(ApiError):
    """`near` is neither a position nor the code of a location."""

    code = "api.unreadable_place"
    message = N_("Say where you are as “latitude,longitude” in degrees, such as 40.18,44.51, or by the code of a location.")


class UnknownFilter(ApiError):
    """A filter is not written as `option:value`."""

    code = "api.unknown_filter"
    message = N_("Write a filter as “option:value”, such as colour:oak.")


class UnknownSkus(ApiError):
    """Some of the SKUs are nobody's."""

    code = "api.unknown_skus"
    kind = Kind.NOT_FOUND
    message = N_("No article has the SKU {skus}.")


class UnreadableMark(ApiError):
    """`before` or `after` is not what an earlier page said."""

    code = "api.unreadable_mark"
    message = N_("This is no mark of an earlier page. Begin again without it.")


class OtherPlace(ApiError):
    """Staff of one store act in the name of another."""

    code = "api.other_place"
    kind = Kind.FORBIDDEN
    message = N_("You work in another place than {code}. Do this in your own store.")


class PaymentMeansUnclear(ApiError):
    """A means is named by one id."""

    code = "api.means_unclear"
    message = N_("Name one means: a kept card or wallet as instrument, or a gift card or store credit as account.")


class OutOfReach(ApiError):
    """A list goes on beyond what anybody pages through."""

    code = "api.out_of_reach"
    message = N_("A list can be read up to page {last}. Narrow it by a category, a text or filters.")
