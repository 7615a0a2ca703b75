"""What a journey refuses by itself; refusals of the rooms pass through unchanged."""

from __future__ import annotations

from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.words import N_


class JourneyError(KamurjError):
    """The base of the journeys' own refusals."""

    code = "journeys.error"


class UnknownArticle(JourneyError):
    """No variant has this id or code."""

    code = "journeys.unknown_article"
    kind = Kind.NOT_FOUND
    message = N_("We do not know this article. Choose one from the shop.")


class NotSoldAnyMore(JourneyError):
    """The variant or its product is archived, inactive or a draft."""

    code = "journeys.not_sold"
    kind = Kind.CONFLICT
    message = N_("“{name}” is not sold any more. Please take it out of the cart.")


class PriceChanged(JourneyError):
    """The total is not the one the shopper saw; nothing was ordered."""

    code = "journeys.price_changed"
    kind = Kind.CONFLICT
    message = N_("The total was {seen} and is {current} now. Please look at it again before you order.")


class CurrencyNotAccepted(JourneyError):
    """The cart's currency is not the one of the pickup store or of the country of delivery."""

    code = "journeys.currency_not_accepted"
    kind = Kind.CONFLICT
    message = N_("There we sell in {accepted}, not in {given}. Change the currency, or choose another store or address.")


class PickupStoreNeeded(JourneyError):
    """Collect, but where?"""

    code = "journeys.pickup_store_needed"
    message = N_("Choose the store where you want to collect your order.")


class AddressNeeded(JourneyError):
    """Ship, but whereto?"""

    code = "journeys.address_needed"
    message = N_("Tell us the address that we should send your order to.")


class NotShippedThere(JourneyError):
    """No delivery to that country."""

    code = "journeys.not_shipped_there"
    message = N_("We do not send parcels to {country} yet. You can collect your order in a store.")


class PayInStoreOnCollectionOnly(JourneyError):
    """What is shipped is paid beforehand."""

    code = "journeys.pay_in_store_on_collection_only"
    message = N_("You can pay in the store only for what you collect there. Please pay by card.")


class KeyNeeded(JourneyError):
    """No idempotency key, or one that is too long."""

    code = "journeys.key_needed"
    message = N_("This form cannot be sent. Please load the page again.")


class PaymentUnfinished(JourneyError):
    """The same form was sent again while the first one is being worked on."""

    code = "journeys.payment_unfinished"
    kind = Kind.CONFLICT
    message = N_("Your order {number} is being worked on. Please wait a moment; do not pay again.")


class SaleIdReused(JourneyError):
    """A till sent two different sales under one id."""

    code = "journeys.sale_id_reused"
    kind = Kind.UNPROCESSABLE
    message = N_("Another sale was recorded under this id. Start a new sale.")


class TenderedTooLittle(JourneyError):
    """Less cash than the sale comes to."""

    code = "journeys.tendered_too_little"
    message = N_("{missing} are missing: the sale comes to {total}.")


class TillClosedDown(JourneyError):
    """The location of the till does not trade any more."""

    code = "journeys.till_closed_down"
    kind = Kind.CONFLICT
    message = N_("{name} does not trade any more, so nothing can be sold there.")


class NotAWarehouse(JourneyError):
    """Pieces that were sent to the warehouse arrive nowhere else."""

    code = "journeys.not_a_warehouse"
    kind = Kind.CONFLICT
    message = N_("These pieces are on their way to the warehouse. Only the warehouse can say that they have arrived.")


class NotAWayBack(JourneyError):
    """Money cannot be refunded to this."""

    code = "journeys.not_a_way_back"
    message = N_("Refund to where the money came from, to a gift card, or to the store credit of a customer.")


class TooManyParts(JourneyError):
    """More gift cards than an order is paid with."""

    code = "journeys.too_many_parts"
    message = N_("An order can be paid with at most {maximum} gift cards.")


class PartTwice(JourneyError):
    """The same gift card is named twice."""

    code = "journeys.part_twice"
    message = N_("This gift card is on the list already.")


class NoHolidaysKnown(JourneyError):
    """Nobody wrote down which public holidays a country has."""

    code = "journeys.no_holidays_known"
    kind = Kind.NOT_FOUND
    message = N_("We know no public holidays of “{country}”. Use a country code of two letters, or add the days by hand.")


class InvalidPart(JourneyError):
    """An amount, or a means, that a part of a sum cannot be paid with."""

    code = "journeys.invalid_part"
    message = N_("A part must be above zero, and cash comes in steps of {step}.")


class PartsTooMuch(JourneyError):
    """More is promised than is due."""

    code = "journeys.parts_too_much"
    kind = Kind.CONFLICT
    message = N_("The parts are {over} more than the sum. Take one of them off.")


class RestNotPaid(JourneyError):
    """The parts do not cover the sum."""

    code = "journeys.rest_not_paid"
    message = N_("{missing} are not paid yet. Choose how the rest is paid.")


class ApprovalNeeded(JourneyError):
    """More than somebody may take off alone."""

    code = "journeys.approval_needed"
    kind = Kind.FORBIDDEN
    message = N_("This takes {asked} % off, and you may give {limit} %. Let a manager approve it here.")


class DiscountNotPossible(JourneyError):
    """Nothing off, more off than there is, or twice off the same."""

    code = "journeys.discount_not_possible"
    message = N_("A discount must take something off, and at most the whole price, once for a line and once for the sale.")


class DiscountReasonNeeded(JourneyError):
    """Who takes something off says why."""

    code = "journeys.discount_reason_needed"
    message = N_("Say why there is a discount, in at most {limit} letters.")
