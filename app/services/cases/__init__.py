"""Reports: filed, sealed, opened by two officers, decided by a person, held only where a law demands it."""
