"""What `bowerbird doctor` looks at beside the library: the hub, its start at login, secrets, and the plug-ins."""
