"""Payments: money asked for, promised, taken and given back, and the books about it.

Holds always: refunds ≤ captured ≤ asked for; every movement of money is one double-entry posting that can exist only once;
no card number is ever seen here; nobody waits for a provider inside a transaction, and whatever was begun is finished later.
Tells: PaymentOpened, PaymentAuthorised, PaymentDeclined, PaymentUnanswered, PaymentCaptured, PaymentVoided,
RefundRequested, RefundCompleted, RefundFailed.
"""
