"""The line: joining, waiting, coming back, being offered to somebody, leaving; and the door in front of it."""
