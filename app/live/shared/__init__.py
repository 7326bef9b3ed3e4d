"""Live memory that several nodes share, in Valkey: sealed facts, changed by scripts, read from a mirror."""
