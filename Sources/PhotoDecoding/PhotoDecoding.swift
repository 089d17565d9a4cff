// PhotoDecoding
