"""What operators see when something has to be mended first."""
