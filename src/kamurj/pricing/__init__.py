"""Pricing: what a variant costs, in which currency, with which tax, for whom and when.

Holds always: an amount is a whole number of minor units above zero; net + tax = gross on every line; the same question at
the same moment has the same answer, however many price lists overlap.
Tells: PriceListAdded, PriceListEnded, PriceSet, PriceRemoved, PricesLoaded, TaxRateChanged, TaxCategorySet.
"""
