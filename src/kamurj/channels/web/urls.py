"""The addresses of the shop, below the language."""

from __future__ import annotations

from django.urls import path

from kamurj.channels.web.views import (
    account,
    cards,
    cart,
    checkout,
    choices,
    claims,
    coupons,
    home,
    my_code,
    order_changes,
    orders,
    pay_link,
    pickup,
    product,
    products,
    questions,
    returns,
    stores,
)

app_name = "web"

urlpatterns = [
    path("", home.home, name="home"),
    path("products", products.products, name="products"),
    path("categories/<slug:handle>", products.category, name="category"),
    path("search", products.search, name="search"),
    path("search/suggestions", products.suggest, name="suggest"),
    path("products/<slug:handle>", product.product, name="product"),
    path("cart", cart.cart, name="cart"),
    path("cart/add", cart.add_to_cart, name="add_to_cart"),
    path("cart/change", cart.change_cart, name="change_cart"),
    path("cart/coupons/add", coupons.add_coupon, name="add_coupon"),
    path("cart/coupons/remove", coupons.remove_coupon, name="remove_coupon"),
    path("checkout", checkout.checkout, name="checkout"),
    path("checkout/sums", checkout.checkout_sums, name="checkout_sums"),
    path("checkout/value", checkout.change_value, name="change_value"),
    path("orders/find", orders.find_order, name="find_order"),
    path("orders/<str:number>", orders.order, name="order"),
    path("orders/<str:number>/cancel", orders.cancel_order, name="cancel_order"),
    path("orders/<str:number>/change", order_changes.change_order, name="change_order"),
    path("orders/<str:number>/return", returns.ask, name="ask_return"),
    path("orders/<str:number>/return/<uuid:asked_for>/withdraw", returns.withdraw, name="withdraw_return"),
    path("orders/<str:number>/claim", claims.open_claim, name="open_claim"),
    path("orders/<str:number>/claim/<uuid:claim>/withdraw", claims.withdraw, name="withdraw_claim"),
    path("orders/<str:number>/claim/<uuid:claim>/photos/<int:place>", claims.photo, name="claim_photo"),
    path("orders/<str:number>/here", pickup.i_am_here, name="i_am_here"),
    path("orders/<str:number>/left", pickup.i_had_to_leave, name="i_had_to_leave"),
    path("orders/<str:number>/collector", pickup.name_collector, name="name_collector"),
    path("questions/<str:token>", questions.question, name="question"),
    path("pay/<str:token>", pay_link.pay_link, name="pay_link"),
    path("account", account.account, name="account"),
    path("account/code", my_code.my_code, name="my_code"),
    path("account/cards", cards.kept_cards, name="kept_cards"),
    path("account/cards/<uuid:card>/forget", cards.forget_card, name="forget_card"),
    path("stores", stores.stores, name="stores"),
    path("stores/<str:code>", stores.store, name="store"),
    path("choose/country", choices.choose_market, name="choose_market"),
    path("choose/store", choices.choose_place, name="choose_place"),
]
