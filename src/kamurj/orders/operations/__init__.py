"""Writes: `carts` fills, merges and reopens carts, `placing` writes an order down, `states` moves it on."""
