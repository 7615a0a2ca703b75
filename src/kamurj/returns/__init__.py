"""Returns: being built."""
