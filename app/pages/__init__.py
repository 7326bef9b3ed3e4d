"""The pages: server-rendered forms that work without JavaScript. A handler parses, calls a service, and shapes."""
