"""What can go wrong with a price."""

from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.words import N_


class PricingError(KamurjError):
    """The base of this room's refusals."""

    code = "pricing.error"


class NoPrice(PricingError):
    """No valid price list has a price for the variant."""

    code = "pricing.no_price"
    kind = Kind.CONFLICT
    message = N_("This article has no price here at the moment. Please choose another one or ask in a store.")


class InvalidAmount(PricingError):
    """A price that is not above zero, or beyond any real one."""

    code = "pricing.invalid_amount"
    message = N_("A price must be above zero and below {limit}.")


class WrongCurrency(PricingError):
    """The amount is in another currency than the list."""

    code = "pricing.wrong_currency"
    message = N_("This price list is in {expected}, not in {given}.")


class UnknownCurrency(PricingError):
    """A currency that the house does not know."""

    code = "pricing.unknown_currency"
    message = N_("{given} is no currency we know. Known are: {known}.")


class UnknownPriceList(PricingError):
    """No price list has this id."""

    code = "pricing.unknown_price_list"
    kind = Kind.NOT_FOUND
    message = N_("There is no price list with this number.")


class InvalidPeriod(PricingError):
    """A list that would end before it starts."""

    code = "pricing.invalid_period"
    message = N_("The end must lie after the start.")


class InvalidName(PricingError):
    """A list without a usable name."""

    code = "pricing.invalid_name"
    message = N_("Give the price list a name of 1 to {limit} characters.")


class InvalidRegion(PricingError):
    """Not an ISO 3166 country or subdivision code."""

    code = "pricing.invalid_region"
    message = N_("A region is a country such as AM or a part of one such as US-CA.")


class InvalidSegment(PricingError):
    """Not the name of a segment."""

    code = "pricing.invalid_segment"
    message = N_("A segment is a short word of small letters, figures and hyphens, such as trade.")


class InvalidTaxRate(PricingError):
    """Basis points outside 0…10,000, or no usable category."""

    code = "pricing.invalid_tax_rate"
    message = N_("A tax rate lies between 0 and 100 % and belongs to a named category.")


class InvalidQuantity(PricingError):
    """Pieces that cannot be counted or are too many for one line."""

    code = "pricing.invalid_quantity"
    message = N_("Choose a quantity between 1 and {limit}.")
