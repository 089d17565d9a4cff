// FootbridgeStorage
