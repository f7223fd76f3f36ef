"""The console as its users see it: real processes, and its pure parts one by one."""
