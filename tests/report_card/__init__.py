"""The report card: its figures, how it is made, and what it says of the offline grader."""
