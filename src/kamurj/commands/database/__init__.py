"""The database a command works on: the PostgreSQL that KAMURJ_DATABASE_URL names, or the embedded one.

Holds always: the embedded server runs while at least one command uses it, and the last one to leave stops it.
"""
