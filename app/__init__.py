"""Earshot's server: everything that touches a socket, a clock or a table.

What a seeker or a listener is owed is decided in `matching` and `crisis`; here facts are fetched, moved and forgotten.
"""
