"""Loops that run beside the service, each as one task."""
