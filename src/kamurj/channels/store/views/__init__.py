"""The pages of the store app."""
