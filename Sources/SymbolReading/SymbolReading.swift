// SymbolReading
