"""Tills: the drawer and what is counted in it, sales put aside, and discounts that somebody gave by hand.

Holds always: a register has one open session at most; what a drawer should hold is its opening count plus its cash entries;
an entry has a key and is written once, and never into a closed session; a difference at closing has a reason; a parked sale
is recalled once.
Tells: DrawerOpened, CashMoved, DrawerClosed, SaleParked, SaleRecalled, DiscountGiven, TillPolicyChanged.
"""
