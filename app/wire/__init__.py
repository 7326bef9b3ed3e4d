"""What crosses the wire, as typed Structs: requests, views, commands (client to server) and events (server to client).

Nothing here decides anything. JSON is lowerCamelCase; sizes and offsets count as docs/protocol.md says.
"""
