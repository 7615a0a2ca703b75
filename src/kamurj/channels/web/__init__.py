"""The web shop: what a shopper sees and sends from a browser, turned into calls of journeys and back into pages.

Holds always: no rule of trade stands here; every page works without a script; every refusal is a sentence in the
page's language.
"""
