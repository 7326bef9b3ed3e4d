"""What `make bench` and `make replay` run: real servers, real sockets, printed tables. The tests use the same people."""
