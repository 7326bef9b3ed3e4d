"""Who is asking: staff by password, second factor and session; seekers by their pass alone."""
