"""What villages declare on the project's own template."""
