"""Translation memory: what was translated once is remembered, and found again when it is alike."""
