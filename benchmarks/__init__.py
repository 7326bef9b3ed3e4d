"""What `make bench` and `make replay` run: real servers, real sockets, printed tables. Tests use the same people."""
