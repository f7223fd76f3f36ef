"""Facts about the pure parts that hold for every value, found out with hypothesis."""
