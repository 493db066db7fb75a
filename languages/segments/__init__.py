"""A page taken apart into segments and put together again. Nothing here writes to the database."""
