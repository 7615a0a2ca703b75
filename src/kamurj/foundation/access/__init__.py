"""Access: being built."""
