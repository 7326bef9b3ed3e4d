"""Lines outside: the directory as this service shows it, and how coordinators correct it."""
