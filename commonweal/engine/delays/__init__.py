"""Days that people stay in hospital after they are ready to leave."""
