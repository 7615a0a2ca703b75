"""What can stand in the way of a return. Nothing was changed."""

from __future__ import annotations

from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.words import N_


class ReturnError(KamurjError):
    """The base of the room's refusals."""

    code = "returns.error"
    kind = Kind.CONFLICT
    message = N_("This return cannot be taken. Please reload the page.")


class ReturnNotFound(ReturnError):
    """There is no such return."""

    code = "returns.not_found"
    kind = Kind.NOT_FOUND
    message = N_("There is no such return.")


class NothingToReturn(ReturnError):
    """No piece was named, or none with a quantity."""

    code = "returns.nothing"
    kind = Kind.INVALID
    message = N_("Choose at least one piece to return.")


class TooManyReturned(ReturnError):
    """More pieces of a line would come back than were delivered."""

    code = "returns.too_many"
    message = N_("Only {left} pieces of line {position} can still be returned.")


class NotDelivered(ReturnError):
    """The customer never received pieces of this line."""

    code = "returns.not_delivered"
    message = N_("Line {position} has not been delivered yet. It can be cancelled, not returned.")


class FormReused(ReturnError):
    """The id of the return belongs to an earlier form with another content."""

    code = "returns.form_reused"
    kind = Kind.UNPROCESSABLE
    message = N_("This return form was already used for other pieces. Open a new form.")


class NotOnItsWay(ReturnError):
    """Nothing of this return is on its way to a warehouse any more."""

    code = "returns.not_on_its_way"
    message = N_("No piece of this return is on its way to the warehouse.")


class OutsidePolicy(ReturnError):
    """The shop's terms do not let these pieces come back."""

    code = "returns.outside_policy"
    message = N_("The return policy does not allow line {position} to come back.")


class NotReturnable(OutsidePolicy):
    """Articles of this kind never come back."""

    code = "returns.not_returnable"
    message = N_("Line {position} cannot come back: articles of this kind are not returnable.")


class TooLateToReturn(OutsidePolicy):
    """The period is over."""

    code = "returns.too_late"
    message = N_("Line {position} cannot come back any more: its last day was {last_day}.")


class ReceiptNeeded(OutsidePolicy):
    """Without its receipt or order number the piece stays with the customer."""

    code = "returns.receipt_needed"
    message = N_("Line {position} comes back only with its receipt or order number.")


class MeansNotAllowed(ReturnError):
    """The money of these pieces does not go back that way."""

    code = "returns.means_not_allowed"
    message = N_("The return policy does not pay these pieces back that way. Choose another one.")


class RequestNotFound(ReturnError):
    """There is no such request, or it is somebody else's."""

    code = "returns.request_not_found"
    kind = Kind.NOT_FOUND
    message = N_("There is no such return request.")


class RequestIsOpen(ReturnError):
    """Pieces of this order are asked for already."""

    code = "returns.request_is_open"
    message = N_("A return or exchange of these pieces has been requested already. Withdraw it first, or wait for it.")


class RequestIsOver(ReturnError):
    """The pieces of the request came back, or it was withdrawn or declined."""

    code = "returns.request_is_over"
    message = N_("This request is over: nothing is waited for any more.")


class NewArticleRefused(ReturnError):
    """A piece cannot be exchanged for that."""

    code = "returns.new_article_refused"
    message = N_("Line {position} can only be exchanged for another variant of the same product.")


class NewArticleGone(ReturnError):
    """There are not so many pieces of what is wanted instead."""

    code = "returns.new_article_gone"
    message = N_("What is wanted instead of line {position} is not available now. Choose another article.")


class NewArticleMissing(ReturnError):
    """An exchange names what is wanted for every piece; a return names nothing."""

    code = "returns.new_article_missing"
    kind = Kind.INVALID
    message = N_("An exchange needs a new article for every piece that comes back.")


class PolicyRefused(ReturnError):
    """Terms that cannot be: no way for the money, or a period out of bounds."""

    code = "returns.policy_refused"
    kind = Kind.INVALID
    message = N_("These terms cannot hold: name at least one way for the money, and 0 to 3650 days.")


class PolicyNotFound(ReturnError):
    """No terms of its own hold there."""

    code = "returns.policy_not_found"
    kind = Kind.NOT_FOUND
    message = N_("No terms of its own hold there.")


class ExchangePriceChanged(ReturnError):
    """The difference is not the one that was seen."""

    code = "returns.exchange_price_changed"
    message = N_("The difference is {current} now, not {seen}. Look at it again.")


class ClaimNotFound(ReturnError):
    """There is no such claim, or it is somebody else's."""

    code = "returns.claim_not_found"
    kind = Kind.NOT_FOUND
    message = N_("There is no such claim.")


class ClaimIsOpen(ReturnError):
    """Something is said to be wrong with these pieces already."""

    code = "returns.claim_is_open"
    message = N_("A claim for these pieces is open already. We are looking at it.")


class ClaimIsOver(ReturnError):
    """The claim was decided or withdrawn meanwhile."""

    code = "returns.claim_is_over"
    message = N_("This claim was decided or withdrawn meanwhile. Look at it again.")


class ClaimNotRejected(ReturnError):
    """Only a rejection can be taken back."""

    code = "returns.claim_not_rejected"
    message = N_("This claim is not rejected, so there is nothing to take back.")


class WordsMissing(ReturnError):
    """Nobody can judge a claim that says nothing."""

    code = "returns.words_missing"
    kind = Kind.INVALID
    message = N_("Say in a few words what is wrong.")


class TooManyPhotos(ReturnError):
    """More photos than anybody looks at."""

    code = "returns.too_many_photos"
    kind = Kind.INVALID
    message = N_("Send at most {most} photos.")


class AllowanceRefused(ReturnError):
    """A part of the money is more than nothing and at most what the pieces are still worth."""

    code = "returns.allowance_refused"
    message = N_("An amount between nothing and {most} can be given for these pieces.")


class LimitRefused(ReturnError):
    """A limit is an amount of money, not less than nothing."""

    code = "returns.limit_refused"
    kind = Kind.INVALID
    message = N_("A limit cannot be less than nothing.")
