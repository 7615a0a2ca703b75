"""Access: who may log in, what staff may do, which program may call, and which door is open to whom.

Holds always: a view without a rule is refused; a member of staff has exactly one role, and a role is a set of permissions;
an API key is stored as a keyed hash only and never outlives its expiry or its revocation.
Tells: StaffRoleGranted, StaffRoleChanged, StaffDismissed, KeyIssued, KeyRevoked.
"""
