"""Ways in for staff: invitations, signing in, factors, what two persons decide, learning before the first shift."""
