"""Returns: what came back, in what state, and what the customer gets for it.

Holds always: no more pieces of an order line come back than were delivered, however many tills take them at once;
the refunds of a line over all its returns are never more than was paid for it, and exactly that once all came back;
the same form sent twice is one return;
an order line is in one open request at most; an exchange is one return and one new order.
Tells: ReturnRequested, ReturnRequestClosed, ReturnAccepted, ReturnRefunded, ReturnedPiecesArrived, ExchangeMade,
ReturnPolicyChanged.
"""
