"""Journeys: one module a flow that crosses capabilities; plain functions, no tables."""
