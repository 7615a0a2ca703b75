"""The words every room shares: Money, ids, moments, places, errors and facts. Pure Python, no framework."""
