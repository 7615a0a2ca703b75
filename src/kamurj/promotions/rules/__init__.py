"""Pure decisions about promotions."""
