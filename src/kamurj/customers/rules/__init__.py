"""Pure decisions about people: how names, contacts, addresses and devices are written."""
