"""Speed, measured as ratios; no test depends on it."""
