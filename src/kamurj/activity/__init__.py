"""Activity: being built."""
