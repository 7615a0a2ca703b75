"""Customers: who buys from us, how to reach them, and everything that happened between us, on one timeline.

Holds always: a verified e-mail or phone belongs to one customer; nobody is merged with somebody else by a guess;
contact values never leave the tables for the log; the timeline is a projection of the log and can be rebuilt.
Tells: CustomerRegistered, CustomerChanged, ContactAdded, ContactVerified, CustomerRecognised, RecognitionUndone,
AddressSaved, AddressRemoved, CustomersLoaded.
"""
