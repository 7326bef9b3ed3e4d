"""The pages of listeners and coordinators."""
