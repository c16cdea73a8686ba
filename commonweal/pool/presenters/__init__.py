"""What the pool's pages say: the database's and the engine's values as words."""
