"""What the store app asks and how it is read."""
