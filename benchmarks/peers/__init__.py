"""Relays to compare with: they number a message and send it on, in the frames and sizes of our protocol."""
