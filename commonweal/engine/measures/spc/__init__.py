"""Statistical process control (XmR charts): limits, causes, icons and words, under a rule set that is named."""
