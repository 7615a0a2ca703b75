"""One module a subject; every view says what its caller must be allowed to do."""
