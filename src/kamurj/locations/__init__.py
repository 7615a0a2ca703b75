"""Locations: stores and warehouses, where they are and when they are open.

Holds always: opening hours are the location's own wall-clock time in its own time zone, whatever the season; a special
day replaces the week's hours of that date; a closed location stays on old orders.
Tells: LocationAdded, LocationChanged, LocationClosedDown.
"""
