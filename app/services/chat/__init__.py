"""What happens in a chat: relayed, looked at before it is sent, read after it, kept in time, handed over, ended."""
