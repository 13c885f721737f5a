"""Who asks, and the trail of what was asked."""
