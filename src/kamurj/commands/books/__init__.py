"""The books of the whole house: what must be true of goods, orders and money together, whichever room keeps which table.

Holds always: everything here only reads. A rule is one query that finds what breaks it, so it costs one pass over its tables
and names what it found; nothing found is as it should be.
"""
