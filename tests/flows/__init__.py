"""What a team sees and does, through `dispatch.handle`."""
