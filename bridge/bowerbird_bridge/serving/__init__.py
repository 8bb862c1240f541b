"""What stands between the port and the application: the server, its connections, the guard and the lanes."""
