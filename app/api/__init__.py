"""The JSON API. A handler parses, calls a service, and shapes a view; it decides nothing."""
