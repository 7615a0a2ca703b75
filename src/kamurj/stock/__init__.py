"""Stock: being built."""
