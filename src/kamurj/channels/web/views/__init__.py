"""The pages of the shop, one module a page or a few that belong together."""
