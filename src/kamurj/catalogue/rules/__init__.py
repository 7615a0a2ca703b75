"""The catalogue's pure decisions: words and their stems, spelling, Latin letters, and what may be stored."""
