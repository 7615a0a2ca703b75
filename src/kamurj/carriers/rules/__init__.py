"""Pure decisions about parcels."""
