"""The console: how shopkeepers, service agents, merchandisers and administrators see and steer the whole house.

Every page and every form says which permission it needs; every change that can be taken back offers it.
"""
