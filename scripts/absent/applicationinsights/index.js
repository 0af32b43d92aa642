// Azurite requires this package at its start. With --disableTelemetry it calls nothing of it.
