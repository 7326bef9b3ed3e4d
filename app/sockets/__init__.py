"""The sockets: one per page. Frames in become service calls, events out are padded frames."""
