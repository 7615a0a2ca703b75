"""What can be refused about promotions and coupons."""

from __future__ import annotations

from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.words import N_
from kamurj.promotions.contracts import Refused, WhyNot


class PromotionsError(KamurjError):
    """Any refusal of this room."""

    code = "promotions.error"


class UnknownPromotion(PromotionsError):
    """No promotion has this number."""

    code = "promotions.unknown"
    kind = Kind.NOT_FOUND
    message = N_("There is no promotion with this number.")


class TermsRefused(PromotionsError):
    """Terms that make no promotion."""

    code = "promotions.terms_refused"


class NameNeeded(TermsRefused):
    """No name in one of the languages, or one that is too long."""

    code = "promotions.name_needed"
    message = N_("Name the promotion in English and in Armenian, in 1 to {limit} characters each.")


class GivesNothing(TermsRefused):
    """Nothing would be taken off, or more than everything."""

    code = "promotions.gives_nothing"
    message = N_("Say how much the promotion takes off: more than nothing, and not more than 100 %.")


class BuyGetRefused(TermsRefused):
    """Pieces to buy and to get that make no offer."""

    code = "promotions.buy_get_refused"
    message = N_("Say how many pieces one buys and gets: from 1 to {limit} each.")


class CurrencyNeeded(TermsRefused):
    """An amount without a currency that the house knows."""

    code = "promotions.currency_needed"
    message = N_("An amount, a minimum or a budget needs a currency: {known}.")


class PeriodRefused(TermsRefused):
    """It would end before it starts."""

    code = "promotions.period_refused"
    message = N_("The end of a promotion must lie after its start.")


class LimitRefused(TermsRefused):
    """A limit that is none, or lies below what was used already."""

    code = "promotions.limit_refused"
    message = N_("A limit is a whole number above zero, and not less than what was used already.")


class SegmentRefused(TermsRefused):
    """Not the name of a segment."""

    code = "promotions.segment_refused"
    message = N_("A segment is a short word of small letters, figures and hyphens, such as trade.")


class RewardNeedsBuying(TermsRefused):
    """Rewarded goods named for a promotion that rewards none."""

    code = "promotions.reward_needs_buying"
    message = N_("Only a promotion that gives pieces for bought ones can reward other goods.")


class RegionRefused(TermsRefused):
    """Not an ISO 3166 country or subdivision code."""

    code = "promotions.region_refused"
    message = N_("A promotion’s region is a country such as AM or a part of one such as US-CA.")


class ChangedByAnother(PromotionsError):
    """Somebody else changed the promotion meanwhile."""

    code = "promotions.changed_by_another"
    kind = Kind.CONFLICT
    message = N_("Somebody else has changed this promotion meanwhile. Look at it again.")


class CouponCodeRefused(PromotionsError):
    """A code that cannot be one."""

    code = "promotions.code_refused"
    message = N_("A coupon code has {shortest} to {longest} letters, digits or dashes.")


class CouponCodeTaken(PromotionsError):
    """Another coupon has this code."""

    code = "promotions.code_taken"
    kind = Kind.CONFLICT
    message = N_("There is a coupon with this code already. Choose another one.")


class TooManyCodes(PromotionsError):
    """More codes at once than are made."""

    code = "promotions.too_many_codes"
    message = N_("Make 1 to {limit} codes at a time.")


class NotByCoupon(PromotionsError):
    """Codes for a promotion that counts by itself."""

    code = "promotions.not_by_coupon"
    kind = Kind.CONFLICT
    message = N_("This promotion counts by itself; it has no codes.")


class PromotionUsedUp(PromotionsError):
    """The last use of a promotion went to somebody else at this moment."""

    code = "promotions.used_up"
    kind = Kind.CONFLICT
    message = N_("“{name}” has just been used up by others. Look at the new total, then order.")


class CouponRefused(PromotionsError):
    """A coupon that gives nothing."""

    code = "promotions.coupon_refused"
    kind = Kind.CONFLICT


class CouponUnknown(CouponRefused):
    """No coupon has this code."""

    code = "promotions.coupon_unknown"
    kind = Kind.NOT_FOUND
    message = N_("We do not know the coupon {coupon}. Check how it is written.")


class CouponNotYet(CouponRefused):
    """Its time has not come."""

    code = "promotions.coupon_not_yet"
    message = N_("The coupon {coupon} does not count yet. Try it again later.")


class CouponOver(CouponRefused):
    """Its time is over."""

    code = "promotions.coupon_over"
    message = N_("The time of the coupon {coupon} is over.")


class CouponUsedUp(CouponRefused):
    """All its uses, or all its money, are gone."""

    code = "promotions.coupon_used_up"
    message = N_("The coupon {coupon} has been used up.")


class CouponNotForThis(CouponRefused):
    """It counts, but not for this cart; the kind says why."""

    code = "promotions.coupon_not_for_this"
    message = N_("The coupon {coupon} does not fit this cart.")


class CouponUsedByYou(CouponNotForThis):
    """The customer has used it as often as anybody may."""

    code = "promotions.coupon_used_by_you"
    message = N_("You have used the coupon {coupon} already.")


class CouponNeedsMore(CouponNotForThis):
    """The goods come to less than it asks for."""

    code = "promotions.coupon_needs_more"
    message = N_("The coupon {coupon} counts once the goods come to {minimum}.")


class CouponNotHere(CouponNotForThis):
    """It belongs to another channel, region, currency or circle of customers."""

    code = "promotions.coupon_not_here"
    message = N_("The coupon {coupon} does not count here. It may belong to the app, a store or another country.")


class CouponNotThese(CouponNotForThis):
    """None of the goods is what it is for."""

    code = "promotions.coupon_not_these"
    message = N_("The coupon {coupon} is for other articles than those in the cart.")


class CouponFirstOrderOnly(CouponNotForThis):
    """The customer has ordered before."""

    code = "promotions.coupon_first_order_only"
    message = N_("The coupon {coupon} is for the first order only.")


class CouponNeedsCustomer(CouponNotForThis):
    """Nobody knows who is buying."""

    code = "promotions.coupon_needs_customer"
    message = N_("The coupon {coupon} needs to know who is buying. Sign in, or choose the customer at the till.")


class CouponForDelivery(CouponNotForThis):
    """It pays for a delivery, and none is paid for."""

    code = "promotions.coupon_for_delivery"
    message = N_("The coupon {coupon} pays for the delivery, and there is none to pay.")


class CouponNotCombined(CouponNotForThis):
    """Something better is on the cart that goes with no other."""

    code = "promotions.coupon_not_combined"
    message = N_("The cart has a better offer already, and the coupon {coupon} cannot be added to it.")


_KINDS: dict[WhyNot, type[CouponRefused]] = {
    WhyNot.UNKNOWN: CouponUnknown,
    WhyNot.NOT_YET: CouponNotYet,
    WhyNot.OVER: CouponOver,
    WhyNot.USED_UP: CouponUsedUp,
    WhyNot.USED_BY_CUSTOMER: CouponUsedByYou,
    WhyNot.TOO_LITTLE: CouponNeedsMore,
    WhyNot.NOT_HERE: CouponNotHere,
    WhyNot.NOT_THESE: CouponNotThese,
    WhyNot.NOT_FIRST: CouponFirstOrderOnly,
    WhyNot.WHO: CouponNeedsCustomer,
    WhyNot.DELIVERY_ONLY: CouponForDelivery,
    WhyNot.NOT_COMBINED: CouponNotCombined,
}


def refusal_of(refused: Refused) -> CouponRefused:
    """What to say of a coupon that gives nothing."""
    if refused.minimum is not None:
        return _KINDS[refused.why](coupon=refused.coupon, minimum=refused.minimum)
    return _KINDS[refused.why](coupon=refused.coupon)
