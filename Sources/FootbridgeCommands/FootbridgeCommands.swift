// FootbridgeCommands
