"""What the console's forms ask."""
