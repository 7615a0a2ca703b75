"""Fire: every journey, with its processes or its PostgreSQL killed at every step; nothing that was answered may be lost.

Holds always: nothing in the house knows that it is being watched. The kills are made from outside (a signal, by pid) or
by the runner's own hook around psycopg's round trips, and every cluster here waits for the disk (fsync, synchronous_commit).
"""
