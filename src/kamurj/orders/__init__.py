"""Orders: being built."""
