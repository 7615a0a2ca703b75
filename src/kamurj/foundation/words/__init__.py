"""Words: amounts, moments, distances and refusals as people read them, in their language.

Holds always: nothing here changes a value, it only writes it; English is written as in Britain, Armenian as in Armenia.
Source of the forms: Unicode CLDR, through Babel.
"""
