"""Measures ``crisis`` on labelled messages and conversations that are kept outside the project."""
