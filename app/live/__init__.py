"""Live memory, which forgets: the line, the offers, the chats and who is there. Nothing in it is without a lifetime.

`interface` is what a store of the facts must promise (`memory` keeps it in this process; tests/live holds every
implementation to it). A `Chat` lives in the process of its home node and is plain synchronous code; `hub` knows the
pages that are open here.
"""
