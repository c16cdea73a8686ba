"""What the room's pages say."""
