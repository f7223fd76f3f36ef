"""The reading and checking of packs, and the pack that is shipped."""
