"""A made-up year of the service, and the attack on what is published of it."""
