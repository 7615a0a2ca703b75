"""What can stand in the way of a fulfilment. Each refusal names its own reason; nothing was changed."""

from __future__ import annotations

from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.words import N_


class FulfilmentError(KamurjError):
    """The base of the room's refusals."""

    code = "fulfilment.error"
    kind = Kind.CONFLICT
    message = N_("This order cannot be worked on. Please reload the page.")


class FulfilmentNotFound(FulfilmentError):
    """There is no such fulfilment order."""

    code = "fulfilment.not_found"
    kind = Kind.NOT_FOUND
    message = N_("There is no such order to prepare.")


class WrongStore(FulfilmentError):
    """The order is prepared in another place."""

    code = "fulfilment.wrong_store"
    message = N_("This order is prepared at another location. Please send the customer there.")


class WrongKind(FulfilmentError):
    """A parcel was to be handed over at the desk, or a collection to be shipped."""

    code = "fulfilment.wrong_kind"
    message = N_("This cannot be done: collections are handed over, parcels are shipped.")


class NotStarted(FulfilmentError):
    """Nobody has begun picking."""

    code = "fulfilment.not_started"
    message = N_("Picking has not been started. Start it first.")


class AlreadyStarted(FulfilmentError):
    """Somebody is picking it, or has picked it."""

    code = "fulfilment.already_started"
    message = N_("Picking was already started at {at} by {by}.")


class NotReadyYet(FulfilmentError):
    """The pieces are not waiting yet."""

    code = "fulfilment.not_ready"
    message = N_("This order is not ready yet. Pick every piece and mark it ready first.")


class AlreadyReady(FulfilmentError):
    """The pieces wait already; what was picked is settled."""

    code = "fulfilment.already_ready"
    message = N_("This order was already marked ready at {at}.")


class AlreadyHandedOver(FulfilmentError):
    """The pieces were handed over before."""

    code = "fulfilment.already_handed_over"
    message = N_("This order was already handed over at {at} by {by}.")


class AlreadyShipped(FulfilmentError):
    """The parcel left before."""

    code = "fulfilment.already_shipped"
    message = N_("This order was already shipped at {at}, tracking {tracking}.")


class WasCancelled(FulfilmentError):
    """The fulfilment order was cancelled."""

    code = "fulfilment.cancelled"
    message = N_("This order was cancelled. Put the pieces back on the shelf.")


class CollectionOverdue(FulfilmentError):
    """The deadline has passed; the pieces are for sale again or about to be."""

    code = "fulfilment.expired"
    kind = Kind.GONE
    message = N_("The collection period ended at {at}. The order is cancelled and paid money goes back.")


class WrongCode(FulfilmentError):
    """The pickup code does not open this order; the attempt was counted."""

    code = "fulfilment.wrong_code"
    kind = Kind.FORBIDDEN
    message = N_("This is not the pickup code of this order. Attempts left: {left}.")


class CodeIsLocked(FulfilmentError):
    """The pickup code was guessed wrongly too often."""

    code = "fulfilment.code_locked"
    kind = Kind.TOO_MANY
    message = N_("The pickup code was entered wrongly too often. Check who is collecting, then issue a new code.")


class NotAllPicked(FulfilmentError):
    """Pieces are neither picked nor reported missing."""

    code = "fulfilment.not_all_picked"
    message = N_("{unpicked} pieces are neither picked nor reported missing.")


class NothingPicked(FulfilmentError):
    """There is no piece to hand over or ship."""

    code = "fulfilment.nothing_picked"
    message = N_("No piece was picked, so nothing can be made ready. Cancel the order instead.")


class TooManyPicked(FulfilmentError):
    """More pieces were named than the line has."""

    code = "fulfilment.too_many_picked"
    kind = Kind.INVALID
    message = N_("Line {position} has only {open} pieces to pick.")


class NothingMissing(FulfilmentError):
    """A report of missing pieces names none."""

    code = "fulfilment.nothing_missing"
    kind = Kind.INVALID
    message = N_("Say how many pieces of line {position} are missing, at least one.")


class NoSuchLine(FulfilmentError):
    """The order has no such line here."""

    code = "fulfilment.no_such_line"
    kind = Kind.INVALID
    message = N_("This order has no line {position} here.")


class TrackingMissing(FulfilmentError):
    """A parcel leaves with a tracking text."""

    code = "fulfilment.tracking_missing"
    kind = Kind.INVALID
    message = N_("Enter the carrier's tracking number (up to 100 characters).")


class WorkHasBegun(FulfilmentError):
    """Somebody is fetching the pieces, or has them already: the order stays as it is."""

    code = "fulfilment.work_has_begun"
    kind = Kind.CONFLICT
    message = N_("Order {number} is being prepared already, so it cannot be changed any more.")


class WasRejected(FulfilmentError):
    """The place said that it cannot."""

    code = "fulfilment.rejected"
    message = N_("This location has rejected the order. Somebody else takes care of it now.")


class IsHeld(FulfilmentError):
    """Somebody said that nothing is to be done with it for now."""

    code = "fulfilment.held"
    message = N_("This order is on hold since {at}. Let it go on first.")


class NotHeld(FulfilmentError):
    """It is not on hold."""

    code = "fulfilment.not_held"
    message = N_("This order is not on hold.")


class QuestionWaits(FulfilmentError):
    """The customer is asked about a piece and has not answered."""

    code = "fulfilment.question_waits"
    message = N_(
        "The customer has been asked about a substitute and may answer until {at}. Wait, or take the question back."
    )


class NoSuchQuestion(FulfilmentError):
    """No question has this id or token."""

    code = "fulfilment.no_such_question"
    kind = Kind.NOT_FOUND
    message = N_("We do not know this question. Open the link from your mail again.")


class QuestionIsOver(FulfilmentError):
    """It was answered or taken back, or its time is over."""

    code = "fulfilment.question_is_over"
    kind = Kind.GONE
    message = N_("This question is answered already, or its time is over. Nothing was changed.")


class NothingToReplace(FulfilmentError):
    """The line has fewer missing pieces that nobody was asked about."""

    code = "fulfilment.nothing_to_replace"
    message = N_("So many pieces of this article are not missing, or the customer was asked about them already.")


class NothingToReject(FulfilmentError):
    """No piece was named, or the line has fewer left."""

    code = "fulfilment.nothing_to_reject"
    kind = Kind.INVALID
    message = N_("Say which pieces cannot be delivered: at most those that are still to be picked.")


class CannotSplit(FulfilmentError):
    """Nothing, or everything, was to leave later."""

    code = "fulfilment.cannot_split"
    kind = Kind.INVALID
    message = N_("Choose some of the pieces that are not picked yet; at least one piece has to stay in this parcel.")


class CannotMerge(FulfilmentError):
    """The two are not parcels of one order that are being prepared in one place."""

    code = "fulfilment.cannot_merge"
    message = N_("Only two parcels of one order that are being prepared here can go out together.")


class NothingToPick(FulfilmentError):
    """No order here waits for a piece of this article."""

    code = "fulfilment.nothing_to_pick"
    message = N_("No order that is being picked here needs another piece of this article.")


class ShelfTooLong(FulfilmentError):
    """The text of a shelf is too long."""

    code = "fulfilment.shelf_too_long"
    kind = Kind.INVALID
    message = N_("Name the shelf in up to {most} characters.")


class NothingWaits(FulfilmentError):
    """Somebody came for what is not at the desk."""

    code = "fulfilment.nothing_waits"
    message = N_("This order does not wait at the desk now. Please look at where it stands.")


class SpotTooLong(FulfilmentError):
    """More words than an associate reads while walking."""

    code = "fulfilment.spot_too_long"
    kind = Kind.INVALID
    message = N_("Say in up to {most} characters where you stand.")


class NoSuchName(FulfilmentError):
    """A name that is none."""

    code = "fulfilment.no_such_name"
    kind = Kind.INVALID
    message = N_("Write the whole name as it stands in the document, up to {most} characters.")


class NotWhoMayCollect(FulfilmentError):
    """The name that was compared is not the name of who may collect now."""

    code = "fulfilment.not_who_may_collect"
    message = N_("Who may collect has changed. Look at the names again before you hand anything over.")


class AlreadyExtended(FulfilmentError):
    """A deadline is put off once."""

    code = "fulfilment.already_extended"
    message = N_("This order was already given more time, until {until}.")


class DeadlineOutOfRange(FulfilmentError):
    """No day for a deadline."""

    code = "fulfilment.deadline_out_of_range"
    kind = Kind.INVALID
    message = N_("Choose a moment after the present last day, at most {most} days later.")


class NothingToPutBack(FulfilmentError):
    """No pieces of this order wait to be put back."""

    code = "fulfilment.nothing_to_put_back"
    message = N_("Nothing of this order is to be put back. Please reload the page.")
