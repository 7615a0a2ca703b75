"""What can be refused about carts and orders."""

from __future__ import annotations

from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.words import N_


class OrdersError(KamurjError):
    """Any refusal of this room."""

    code = "orders.error"


class CartNotFound(OrdersError):
    """No cart has this id, or it is not this shopper's."""

    code = "orders.cart_not_found"
    kind = Kind.NOT_FOUND
    message = N_("We cannot find this cart. Start a new one.")


class CartNotOpen(OrdersError):
    """The cart was ordered or merged; it cannot be changed any more."""

    code = "orders.cart_not_open"
    kind = Kind.CONFLICT
    message = N_("This cart has been ordered already. Look at your orders, or start a new cart.")


class CartIsEmpty(OrdersError):
    """There is nothing to order."""

    code = "orders.cart_is_empty"
    message = N_("The cart is empty. Put something in it first.")


class CartChangedMeanwhile(OrdersError):
    """The cart's version is not the one the caller saw."""

    code = "orders.cart_changed_meanwhile"
    kind = Kind.CONFLICT
    message = N_("The cart was changed on another device. Look at it again.")


class QuantityRefused(OrdersError):
    """Zero, negative, or more than one cart line may hold."""

    code = "orders.quantity_refused"
    message = N_("Choose between 1 and {maximum} pieces of an article.")


class TooManyLines(OrdersError):
    """The cart holds as many different articles as it can."""

    code = "orders.too_many_lines"
    message = N_("A cart holds up to {maximum} different articles. Order these first.")


class TooManyCoupons(OrdersError):
    """The cart carries as many coupons as it can."""

    code = "orders.too_many_coupons"
    message = N_("A cart takes up to {maximum} coupons. Take one off first.")


class OrderNotFound(OrdersError):
    """No order has this id or number."""

    code = "orders.not_found"
    kind = Kind.NOT_FOUND
    message = N_("We cannot find this order. Check its number.")


class OrderStateRefused(OrdersError):
    """The order is in a state in which this cannot be done."""

    code = "orders.state_refused"
    kind = Kind.CONFLICT


class OrderNotConfirmed(OrderStateRefused):
    """The order waits for its payment."""

    code = "orders.not_confirmed"
    message = N_("Order {number} is not confirmed yet: its payment is still open.")


class OrderAlreadyConfirmed(OrderStateRefused):
    """The order was confirmed before."""

    code = "orders.already_confirmed"
    message = N_("Order {number} has been confirmed already.")


class OrderAlreadyCancelled(OrderStateRefused):
    """The order was cancelled before."""

    code = "orders.already_cancelled"
    message = N_("Order {number} has been cancelled already.")


class OrderAlreadyCompleted(OrderStateRefused):
    """The order was handed over."""

    code = "orders.already_completed"
    message = N_("Order {number} has been handed over already; it can only be returned.")


class OrderChangedMeanwhile(OrderStateRefused):
    """Somebody changed the order since the caller looked at it."""

    code = "orders.changed_meanwhile"
    message = N_("The order was changed meanwhile. Look at it again.")


class ChangeUnderWay(OrderStateRefused):
    """Another change of the order waits for the bank."""

    code = "orders.change_under_way"
    message = N_("A change of this order waits for your bank's answer. Please wait a moment, and look at the order again.")


class PolicyChangedMeanwhile(OrdersError):
    """Somebody else edited the rules since the caller looked at them."""

    code = "orders.policy_changed_meanwhile"
    kind = Kind.CONFLICT
    message = N_("Somebody changed these rules meanwhile. Look at them again.")


class ChangeNotFound(OrdersError):
    """No change has this id."""

    code = "orders.change_not_found"
    kind = Kind.NOT_FOUND
    message = N_("We do not know this change.")


class BadPageMark(OrdersError):
    """The mark of the next page was not given out by this house."""

    code = "orders.bad_page_mark"
    message = N_("This page does not exist. Start from the first page.")


class NoMailAddress(OrdersError):
    """Not an address that mail can go to."""

    code = "orders.no_mail_address"
    message = N_("This is not an e-mail address. Look for a missing “@” or a missing ending.")
