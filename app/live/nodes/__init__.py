"""Between nodes: where pages and chats are, frames and questions to them, chats on their way to another."""
