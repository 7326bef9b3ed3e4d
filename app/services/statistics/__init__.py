"""What is published of finished visits, and how it is shown; nothing else is ever read of them."""
