"""What happens when something happened; one module for each concern."""
