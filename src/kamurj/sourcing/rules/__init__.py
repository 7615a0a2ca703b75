"""The decisions of sourcing, pure: who may send (`filters`), what it counts (`scoring`), which places (`exact`, `greedy`),
all of it for one order (`deciding`) and for all open orders at once (`together`).
"""
