"""Tags of the shop's pages."""
