"""syslead: a reflective journal and coach for people who lead across organisations."""

__version__ = "0.2.0"
