"""What things cost, beside bare references in the same run."""
