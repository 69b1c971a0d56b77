"""The project: settings, addresses, the desk's admin site, the demo newsroom."""
