"""What stock refuses, and why."""

from __future__ import annotations

from collections.abc import Sequence

from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.facts import encode
from kamurj.kernel.words import N_
from kamurj.stock.contracts import Shortage


class StockError(KamurjError):
    """The base of what stock refuses."""

    code = "stock"


class NotEnoughStock(StockError):
    """Fewer pieces are free than were asked for; nothing was held."""

    code = "stock.not_enough"
    kind = Kind.CONFLICT
    message = N_("Only {free} of the {asked} pieces you asked for are free. Please choose fewer, or another store.")

    def __init__(self, *, shortages: Sequence[Shortage]) -> None:
        self.shortages = tuple(shortages)
        first = self.shortages[0]
        super().__init__(free=first.free, asked=first.asked, shortages=encode(self.shortages))


class HoldExpired(StockError):
    """The cart's pieces are not kept any more: the hold ran out and somebody else may have taken them."""

    code = "stock.hold_expired"
    kind = Kind.GONE
    message = N_("The pieces in your cart were kept for a while, and that time is over. Please try again.")


class NotAllocated(StockError):
    """The order does not keep as many pieces as were asked for; nothing was changed."""

    code = "stock.not_allocated"
    kind = Kind.CONFLICT
    message = N_("The order keeps only {kept} of these {asked} pieces, or they have left already.")


class BelowHeld(StockError):
    """A correction would leave fewer pieces than are kept for carts and orders; nothing was changed."""

    code = "stock.below_held"
    kind = Kind.CONFLICT
    message = N_(
        "Only {free} pieces can be taken away here: {held} are kept for carts and orders. Release or re-source those first."
    )


class QuantityOutOfRange(StockError):
    """A quantity is zero, negative or absurdly large."""

    code = "stock.quantity_out_of_range"
    kind = Kind.INVALID
    message = N_("A quantity must be between 1 and {most}.")


class NothingAsked(StockError):
    """An operation was called without a single line."""

    code = "stock.nothing_asked"
    kind = Kind.INVALID
    message = N_("There is nothing to do: no article was named.")


class BufferOutOfRange(StockError):
    """A channel's buffer is negative or absurdly large."""

    code = "stock.buffer_out_of_range"
    kind = Kind.INVALID
    message = N_("A buffer must be between 0 and {most} pieces.")


class SamePlace(StockError):
    """A transfer from a place to itself."""

    code = "stock.same_place"
    kind = Kind.INVALID
    message = N_("Pieces are already in that place. Choose another one to send them to.")


class InvalidOfferRule(StockError):
    """A rule that says too little or too much: the class of its kind names what it needs."""

    code = "stock.invalid_offer_rule"
    message = N_(
        "A buffer needs a channel, a safety stock has none, an exclusion names at least one thing; "
        "choose a category or an article, not both."
    )


class UnknownOfferRule(StockError):
    """No rule has this number; perhaps somebody has just ended it."""

    code = "stock.unknown_offer_rule"
    kind = Kind.NOT_FOUND
    message = N_("This rule is not there any more. Load the page again.")


class UnknownIncoming(StockError):
    """No announced delivery has this number."""

    code = "stock.unknown_incoming"
    kind = Kind.NOT_FOUND
    message = N_("We know no such delivery. Choose one from the list.")


class IncomingClosed(StockError):
    """More pieces than are still missing, or a delivery that is received or cancelled; nothing was booked."""

    code = "stock.incoming_closed"
    kind = Kind.CONFLICT
    message = N_("Only {missing} pieces of this delivery are still missing. Book what is more as a correction.")


class ExpectedInThePast(StockError):
    """Goods cannot be announced for a day that is over."""

    code = "stock.expected_in_the_past"
    message = N_("The expected day is over. Choose today or a later day.")


class UnknownCount(StockError):
    """No count has this number."""

    code = "stock.unknown_count"
    kind = Kind.NOT_FOUND
    message = N_("We know no such count. Choose one from the list.")


class CountMoved(StockError):
    """Somebody else has just counted, booked or dismissed it; nothing was changed."""

    code = "stock.count_moved"
    kind = Kind.CONFLICT
    message = N_("Somebody else was faster: this count is done or not needed any more. Look at the list again.")


class CountNotBelievable(StockError):
    """A count below zero or absurdly large."""

    code = "stock.count_not_believable"
    kind = Kind.INVALID
    message = N_("Type how many pieces lie there, from 0 to {most}.")


class UnknownTransfer(StockError):
    """No transfer has this number, or it concerns other places."""

    code = "stock.unknown_transfer"
    kind = Kind.NOT_FOUND
    message = N_("We know no such transfer here. Choose one from the list.")


class TransferMoved(StockError):
    """Somebody else has just sent, received or cancelled it, or it is too late for this; nothing was changed."""

    code = "stock.transfer_moved"
    kind = Kind.CONFLICT
    message = N_("Somebody else has just worked on this transfer. Look at it again, then decide.")


class TransferTooMany(StockError):
    """More pieces than were asked for or sent."""

    code = "stock.transfer_too_many"
    kind = Kind.INVALID
    message = N_("Line {position}: at most {most} pieces. Say separately what came beyond what was sent.")


class ComesWithTransfer(StockError):
    """Announced pieces that belong to a transfer: they come in with it."""

    code = "stock.comes_with_transfer"
    kind = Kind.CONFLICT
    message = N_("These pieces are on a transfer between two places. Receive them there, then its differences are kept too.")


class UnknownAdjustment(StockError):
    """No correction has this number, or it was taken back already."""

    code = "stock.unknown_adjustment"
    kind = Kind.CONFLICT
    message = N_("This correction was taken back already. Look at the movements.")


class ReasonNeedsNote(StockError):
    """A correction for another reason than the ones named says which."""

    code = "stock.reason_needs_note"
    kind = Kind.INVALID
    message = N_("Write a few words about this reason, so that it can be understood later.")


class ReasonSaysOtherwise(StockError):
    """A reason by which pieces only go, with pieces that come, or the other way round."""

    code = "stock.reason_says_otherwise"
    kind = Kind.INVALID
    message = N_("With this reason pieces only go one way. Choose another reason, or turn the sign round.")
