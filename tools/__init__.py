"""What the maintainers of the course run; learners never need it."""
