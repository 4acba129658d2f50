"""Other journals' formats: bytes to entries on their way in. Pure; one module a format."""
