// FootbridgeTestSupport
