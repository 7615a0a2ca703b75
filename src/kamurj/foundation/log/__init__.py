"""Log: the one ordered record of what people did and what the shop did.

Holds always: a fact stands in the log exactly when the change it tells of is committed; facts are never changed;
a reader misses none, however late its transaction commits; a repeated message is stored once, and the same
message id with another body goes to quarantine.
"""
