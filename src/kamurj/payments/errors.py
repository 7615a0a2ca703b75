"""What can go wrong with money, in words that people understand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.words import N_
from kamurj.payments.contracts import DeclineReason, PaymentStatus

if TYPE_CHECKING:
    from kamurj.payments.contracts import Payment


class PaymentsError(KamurjError):
    """The base of this room's refusals."""

    code = "payments.error"


class CardDeclined(PaymentsError):
    """The bank said no without saying why."""

    code = "payments.card_declined"
    kind = Kind.CONFLICT
    message = N_("Your bank did not accept the payment. Nothing was charged. Try another card or ask your bank.")


class NotEnoughFunds(CardDeclined):
    """The bank said that the account does not cover it."""

    code = "payments.not_enough_funds"
    message = N_("Your bank says that there is not enough money on this card. Nothing was charged. Try another card.")


class CardExpired(CardDeclined):
    """The card is past its date."""

    code = "payments.card_expired"
    message = N_("This card has expired. Nothing was charged. Try another card.")


class LimitExceeded(CardDeclined):
    """Above what the card may spend."""

    code = "payments.limit_exceeded"
    message = N_("The amount is above this card's limit. Nothing was charged. Raise the limit or try another card.")


class BankMustAsk(CardDeclined):
    """The bank wants to ask the holder for a second factor, which cannot be shown here."""

    code = "payments.bank_must_ask"
    message = N_("Your bank wants to confirm this payment with you, which is not possible here. Try another card.")


class ProviderSilent(PaymentsError):
    """The provider did not answer; the money may or may not be promised."""

    code = "payments.provider_silent"
    kind = Kind.UNAVAILABLE
    message = N_(
        "We do not know yet whether your bank accepted the payment. Please do not pay again: "
        "we are asking and will tell you."
    )


class ProviderUnreachable(PaymentsError):
    """The provider could not be reached at all; nothing was asked."""

    code = "payments.provider_unreachable"
    kind = Kind.UNAVAILABLE
    message = N_("Card payments are not available at the moment. Nothing was charged. Please try again in a few minutes.")


class InvalidToken(PaymentsError):
    """What should be a provider's token is not one; a card number is never accepted in its place."""

    code = "payments.invalid_token"
    message = N_("The card could not be read. Please enter it again.")


class InvalidAmount(PaymentsError):
    """Zero, negative, or beyond any real amount."""

    code = "payments.invalid_amount"
    message = N_("The amount must be above zero and below {limit}.")


class WrongCurrency(PaymentsError):
    """The amount is in another currency than the payment."""

    code = "payments.wrong_currency"
    message = N_("This payment is in {expected}, not in {given}.")


class CaptureTooLarge(PaymentsError):
    """More than was promised."""

    code = "payments.capture_too_large"
    kind = Kind.CONFLICT
    message = N_("At most {authorised} can be taken on this payment.")


class RefundTooLarge(PaymentsError):
    """More than was taken and not yet given back."""

    code = "payments.refund_too_large"
    kind = Kind.CONFLICT
    message = N_("At most {refundable} can still be refunded on this payment.")


class AlreadyCaptured(PaymentsError):
    """The money was taken already, or is being taken: give it back instead."""

    code = "payments.already_captured"
    kind = Kind.CONFLICT
    message = N_("This payment has been taken already. Refund it instead.")


class NotAuthorised(PaymentsError):
    """No bank has promised this money (any more)."""

    code = "payments.not_authorised"
    kind = Kind.CONFLICT
    message = N_("This payment was not authorised, so no money can be taken on it.")


class NotCaptured(PaymentsError):
    """No money was taken, so none can be given back."""

    code = "payments.not_captured"
    kind = Kind.CONFLICT
    message = N_("No money was taken on this payment, so there is nothing to refund.")


class NoSuchPayment(PaymentsError):
    """No payment has this id."""

    code = "payments.no_such_payment"
    kind = Kind.NOT_FOUND
    message = N_("There is no payment with this number.")


class NoSuchRefund(PaymentsError):
    """No refund has this id."""

    code = "payments.no_such_refund"
    kind = Kind.NOT_FOUND
    message = N_("There is no refund with this number.")


class KeyReused(PaymentsError):
    """The key belongs to a payment or refund of another order or amount."""

    code = "payments.key_reused"
    kind = Kind.UNPROCESSABLE
    message = N_("This payment key was used for something else. Use a new key.")


class NoSuchInstrument(PaymentsError):
    """No means of this customer's has this id (any more)."""

    code = "payments.no_such_instrument"
    kind = Kind.NOT_FOUND
    message = N_("This card is not kept here any more. Choose another way to pay.")


class InstrumentExpired(PaymentsError):
    """The card was good until a day that is over."""

    code = "payments.instrument_expired"
    kind = Kind.CONFLICT
    message = N_("This card has expired. Choose another one.")


class InstrumentRefused(PaymentsError):
    """The provider keeps no such card."""

    code = "payments.instrument_refused"
    message = N_("This card cannot be kept. Try another one.")


class TooManyInstruments(PaymentsError):
    """A customer keeps a few cards, not a collection."""

    code = "payments.too_many_instruments"
    kind = Kind.CONFLICT
    message = N_("At most {limit} cards can be kept. Forget one that you do not use.")


class PayoutNotPossible(PaymentsError):
    """The provider gives money back only to what it was taken from."""

    code = "payments.payout_not_possible"
    kind = Kind.CONFLICT
    message = N_("Money cannot be paid out to this card. Let it go back to what was paid with, or to a gift card.")


class LocationNeeded(PaymentsError):
    """Cash changes hands somewhere."""

    code = "payments.location_needed"
    message = N_("Say in which store the cash changes hands.")


class NoSuchLink(PaymentsError):
    """No pay-link has this token or id."""

    code = "payments.no_such_link"
    kind = Kind.NOT_FOUND
    message = N_("This link is not valid. Look whether it was copied whole, or ask the shop for a new one.")


class LinkIsOver(PaymentsError):
    """The link has expired, was withdrawn, or too many cards were tried on it."""

    code = "payments.link_is_over"
    kind = Kind.CONFLICT
    message = N_("This link cannot be used for paying any more. Ask the shop for a new one.")


class LinkIsPaid(PaymentsError):
    """A link pays once."""

    code = "payments.link_is_paid"
    kind = Kind.CONFLICT
    message = N_("This was paid already. Nothing was charged again.")


class UnknownProvider(PaymentsError):
    """No provider of this name is set up."""

    code = "payments.unknown_provider"
    kind = Kind.NOT_FOUND
    message = N_("There is no payment provider with this name.")


class BadSignature(PaymentsError):
    """An event that its provider did not sign, or signed too long ago."""

    code = "payments.bad_signature"
    kind = Kind.UNAUTHENTICATED
    message = N_("The event's signature is not valid.")


class BadEvent(PaymentsError):
    """A signed event that cannot be understood."""

    code = "payments.bad_event"
    message = N_("The event cannot be understood.")


_DECLINED = {
    DeclineReason.INSUFFICIENT_FUNDS: NotEnoughFunds,
    DeclineReason.CARD_EXPIRED: CardExpired,
    DeclineReason.LIMIT_EXCEEDED: LimitExceeded,
    DeclineReason.NOT_HONOURED: CardDeclined,
    DeclineReason.AUTHENTICATION_NEEDED: BankMustAsk,
}


def refusal(payment: Payment) -> PaymentsError | None:
    """What to tell the payer: CardDeclined (or a more exact one), ProviderSilent, or None if the payment is good."""
    if payment.is_good:
        return None
    if payment.status in (PaymentStatus.PENDING, PaymentStatus.UNKNOWN):
        return ProviderSilent()
    if payment.status == PaymentStatus.DECLINED:
        known = {reason.value: error for reason, error in _DECLINED.items()}
        return known.get(payment.decline_reason or "", CardDeclined)()
    return NotAuthorised()
