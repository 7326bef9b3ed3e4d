"""What PostgreSQL keeps, and the embedded PostgreSQL itself.

Nothing here holds a word that a seeker wrote, nor anything by which one session could be found again.
"""
