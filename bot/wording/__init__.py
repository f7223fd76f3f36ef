"""Every sentence that the bot says, one function each, returning a `Post`."""
