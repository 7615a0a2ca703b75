"""What the doctor looks at. `machine` needs nothing installed; `data` needs the packages and a database."""
