"""Channels: each turns its protocol into calls of journeys and capabilities, and holds no rule."""
