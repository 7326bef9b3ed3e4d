"""What coordinators see and take up: the board, alerts, private words; and calling those who are not here."""
