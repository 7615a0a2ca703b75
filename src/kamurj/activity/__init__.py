"""Activity: what people look at and look for, written straight into the log.

Holds always: every fact has a subject (a customer or an anonymous visitor); nothing is stored outside the log.
Tells: PageViewed, ProductViewed, SearchMade, CartViewed.
"""
