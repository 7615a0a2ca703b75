"""What may be asked, by subject: each route is one call of a journey or a room."""
