// FootbridgeHTTP
