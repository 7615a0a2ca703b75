"""Importers: files of other systems become products, customers, orders and stock here, through the rooms' bulk doors.

Holds always: every line of a file is imported, known already, or rejected with its number and a reason; a second run
changes nothing; a run that was killed goes on where it was, and ends where an undisturbed one ends.
"""
