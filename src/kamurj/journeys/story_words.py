"""How the facts of a customer's story are told: which ones, of what kind, and in which words."""

from __future__ import annotations

from typing import NamedTuple

from kamurj.kernel.words import N_


class Words(NamedTuple):
    """The kind of a story item (a `StoryKind`) and its sentence, to be translated and filled.

    `one` and `none` say it where just one piece is meant, or none any more; without them `title` does.
    """

    kind: str
    title: str
    one: str = ""
    none: str = ""

    def counted(self, pieces: int) -> str:
        """The sentence for so many pieces."""
        match pieces:
            case 0:
                return self.none or self.title
            case 1:
                return self.one or self.title
        return self.title


WORDS = {
    "ProductViewed": Words("visit", N_("Looked at {product}")),
    "SearchMade": Words("visit", N_("Searched for “{text}”")),
    "CartChanged": Words(
        "cart",
        N_("Changed the cart: {pieces} pieces of an article"),
        one=N_("Changed the cart: {pieces} piece of an article"),
        none=N_("Took an article out of the cart"),
    ),
    "CartsMerged": Words("cart", N_("Found the cart of another device again")),
    "OrderPlaced": Words(
        "order",
        N_("Placed order {number}, {pieces} pieces"),
        one=N_("Placed order {number}, {pieces} piece"),
    ),
    "OrderConfirmed": Words("order", N_("Order {number} was confirmed")),
    "OrderChanged": Words("order", N_("Order {number} was changed")),
    "OrderCancelled": Words("order", N_("Order {number} was cancelled")),
    "OrderCompleted": Words("order", N_("Order {number} was completed")),
    "PaymentAuthorised": Words("money", N_("The bank promised the money for order {number}")),
    "PaymentDeclined": Words("money", N_("The bank declined the payment of order {number}")),
    "PaymentUnanswered": Words("money", N_("The bank did not answer about order {number}")),
    "PaymentCaptured": Words("money", N_("Paid for order {number}")),
    "RefundCompleted": Words("money", N_("Got money back for order {number}")),
    "RefundFailed": Words("money", N_("A refund for order {number} failed")),
    "StoredValueSpent": Words("money", N_("Paid with a gift card or store credit")),
    "StoredValueGivenBack": Words("money", N_("Got money back onto a gift card or store credit")),
    "StoredValueIssued": Words("money", N_("Received a gift card or store credit")),
    "StoredValueToppedUp": Words("money", N_("Received more store credit")),
    "PointsEarned": Words("money", N_("Earned loyalty points with order {number}")),
    "PointsTakenBack": Words("money", N_("Loyalty points of order {number} were taken back")),
    "FulfilmentOpened": Words("pickup", N_("Order {number} went to be prepared")),
    "PickStarted": Words("pickup", N_("Picking of order {number} was started")),
    "PiecesMissing": Words(
        "pickup",
        N_("{pieces} pieces of order {number} could not be found"),
        one=N_("{pieces} piece of order {number} could not be found"),
    ),
    "PiecesRejected": Words(
        "pickup",
        N_("A location could not deliver {pieces} pieces of order {number}"),
        one=N_("A location could not deliver {pieces} piece of order {number}"),
    ),
    "PiecesGivenUp": Words(
        "pickup",
        N_("{pieces} pieces of order {number} are not to be had; nobody pays for them"),
        one=N_("{pieces} piece of order {number} is not to be had; nobody pays for it"),
    ),
    "SubstituteOffered": Words("pickup", N_("A substitute was offered for order {number}")),
    "SubstituteAccepted": Words("pickup", N_("The substitute for order {number} was accepted")),
    "SubstituteDeclined": Words("pickup", N_("Order {number} goes on without the substitute")),
    "OtherStoreOffered": Words("pickup", N_("Another store was offered for order {number}")),
    "OtherStoreChosen": Words("pickup", N_("Another store was chosen for order {number}")),
    "OtherStoreDeclined": Words("pickup", N_("No other store was wanted for order {number}")),
    "FulfilmentHeld": Words("pickup", N_("Order {number} was put on hold")),
    "FulfilmentUnheld": Words("pickup", N_("Order {number} goes on")),
    "FulfilmentMoved": Words("pickup", N_("Order {number} was given to another location")),
    "ReadyForCollection": Words("pickup", N_("Order {number} was ready for collection")),
    "ParcelPacked": Words("pickup", N_("The parcel of order {number} was packed")),
    "CodeRefused": Words("pickup", N_("A wrong pickup code was entered for order {number}; attempts left: {attempts_left}")),
    "CodeReissued": Words("pickup", N_("A new pickup code was issued for order {number}")),
    "HandedOver": Words(
        "pickup",
        N_("Collected {pieces} pieces of order {number}"),
        one=N_("Collected {pieces} piece of order {number}"),
    ),
    "Shipped": Words("pickup", N_("Order {number} was shipped, tracking {tracking}")),
    "CustomerArrived": Words("pickup", N_("Waited outside for order {number}")),
    "CustomerLeft": Words("pickup", N_("Had to leave before order {number} was brought out")),
    "CollectorNamed": Words("pickup", N_("Said who else may collect order {number}, or took that back")),
    "DocumentChecked": Words("pickup", N_("A document was looked at before order {number} was handed over")),
    "DeadlineExtended": Words("pickup", N_("Order {number} was given more time to be collected")),
    "CollectionReminded": Words("pickup", N_("Was reminded to collect order {number}")),
    "ParcelMoved": Words("pickup", N_("The parcel of order {number} went on its way")),
    "ParcelDelivered": Words("pickup", N_("The parcel of order {number} was delivered")),
    "ParcelNotDelivered": Words("pickup", N_("The parcel of order {number} could not be delivered")),
    "ParcelReturned": Words("pickup", N_("The parcel of order {number} came back to us")),
    "CollectionExpired": Words("pickup", N_("Order {number} was not collected in time")),
    "ReturnAccepted": Words(
        "return",
        N_("Returned {pieces} pieces of order {number}"),
        one=N_("Returned {pieces} piece of order {number}"),
    ),
    "ReturnRequested": Words("return", N_("Asked to return or exchange articles of order {number}")),
    "ExchangeMade": Words("return", N_("Exchanged articles of order {number}")),
    "ClaimOpened": Words("return", N_("Said that something is wrong with order {number}")),
    "ClaimApproved": Words("return", N_("A claim about order {number} was approved: the pieces are to come back")),
    "ClaimSettled": Words("return", N_("A claim about order {number} was settled")),
    "ClaimRejected": Words("return", N_("A claim about order {number} was rejected")),
    "ClaimReopened": Words("return", N_("A claim about order {number} was opened again")),
    "ClaimWithdrawn": Words("return", N_("Withdrew a claim about order {number}")),
    "ReturnRefunded": Words("return", N_("The refund of a return for order {number} has arrived")),
    "ReturnedPiecesArrived": Words(
        "return",
        N_("{pieces} returned pieces of order {number} reached the warehouse"),
        one=N_("{pieces} returned piece of order {number} reached the warehouse"),
    ),
    "CustomerRegistered": Words("account", N_("Became a customer")),
    "CustomerRecognised": Words("account", N_("Was recognised on a device")),
    "CustomerChanged": Words("account", N_("Changed the profile")),
    "ContactAdded": Words("account", N_("Added a contact")),
    "ContactVerified": Words("account", N_("Verified a contact")),
    "AddressSaved": Words("account", N_("Saved an address")),
}
"""By the name of the fact. Facts that are not here are the house's own business and are not told."""
