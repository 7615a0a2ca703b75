"""Promotions: what is taken off a price, by itself or by a coupon, for whom, when, and how often.

Holds always: no line is discounted by more than it costs; what lines get adds up to what the promotion gives; a limit of
uses or of money is never passed, whoever buys at once; the same goods in another order have the same discount.
Tells: PromotionAdded, PromotionChanged, PromotionEnded, CouponsIssued, PromotionRedeemed, PromotionGivenBack.
"""
