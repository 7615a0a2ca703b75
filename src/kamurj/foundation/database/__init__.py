"""Database: PostgreSQL through one narrow door, in the transaction that is already open.

Holds always: what `sql` runs goes over Django's own connection, so it commits and rolls back with the ORM's work;
statements are prepared on the server once per connection.
"""
