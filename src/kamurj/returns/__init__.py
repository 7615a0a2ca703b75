"""Returns: what came back, in what state, and what the customer gets for it; and claims, where nothing need come back.

Holds always: no more pieces of an order line come back, or are made good by claims, than were delivered, however many tills
take them at once; all that is given for a line is never more than was paid for it, and exactly that once all of it is gone;
the same form sent twice is one return, one request, one claim;
an order line is in one open request and in one open claim at most; an exchange is one return and one new order;
a claim is decided once.
Tells: ReturnRequested, ReturnRequestClosed, ReturnAccepted, ReturnRefunded, ReturnedPiecesArrived, ExchangeMade,
ReturnPolicyChanged, ClaimOpened, ClaimApproved, ClaimSettled, ClaimRejected, ClaimReopened, ClaimWithdrawn,
ClaimLimitChanged.
"""
