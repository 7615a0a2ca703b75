"""Plain CSV files with a documented header: products, stock, customers, orders. See docs/import.md."""
