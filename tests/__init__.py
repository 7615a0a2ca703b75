"""Checks of the whole house."""
