"""The demo retailer: shops, goods, people and eighteen months of trade, all drawn from one seed.

Holds always: the same seed makes the same retailer; what it is made of in truth (who is whom, what each region likes,
who answers to offers, why things come back) is written beside it, for later capabilities to be measured against.
"""
