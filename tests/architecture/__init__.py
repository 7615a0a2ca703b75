"""What import-linter and pytest check of the house's plan."""
