"""Payment providers, one module a vendor."""
