"""What coordinators set for the whole service while it runs: hours, limits, names, topics. Every node follows."""
