// FootbridgeCore
