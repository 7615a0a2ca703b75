"""Files: pictures and drawings, kept under names that say what is in them and served with long memory.

Holds always: a stored file never changes, its name carries a fingerprint of its content; what is served is what the
content is, not what the sender called it.
"""
