"""Everything that changes at tills: `drawers`, `parking`, `discounts` and the `policy`."""
