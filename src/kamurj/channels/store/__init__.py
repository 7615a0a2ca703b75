"""The store channel."""
