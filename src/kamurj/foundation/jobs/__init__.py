"""Jobs: work for later, kept in the same database and deferred in the same transaction as the change that asks for it.

Holds always: a job exists exactly when its transaction committed; it runs at least once, so every job is idempotent;
a job whose worker died is given to another.
"""
