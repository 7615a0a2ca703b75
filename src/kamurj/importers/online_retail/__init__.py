"""The UCI "Online Retail" files: one line an invoice line, cancellations as invoices that begin with C."""
