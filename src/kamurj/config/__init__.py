"""Settings, addresses and wiring: which adapter serves which port, which reader follows which facts."""
