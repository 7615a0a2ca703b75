"""How carriers are spoken to."""
