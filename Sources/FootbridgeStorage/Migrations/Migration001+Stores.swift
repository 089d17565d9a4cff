extension Migration {
    /// Places, stores with their hours, and stock.
    ///
    /// Stock is clustered by product and cell, so that the stores around a shopper are a few ranges of its primary key,
    /// for a rarity as for what every store has. `cell` follows from the position (``GeographicCell``); a store that
    /// moves takes its stock along through the foreign key.
    static let storeTables: [SQL] = [
        """
        CREATE TABLE places (
          place_id INTEGER PRIMARY KEY,
          country TEXT NOT NULL CHECK (country GLOB '[A-Z][A-Z]'),
          locality TEXT NOT NULL CHECK (length(locality) BETWEEN 1 AND 200),
          region TEXT NOT NULL CHECK (length(region) <= 200),
          district TEXT NOT NULL CHECK (length(district) <= 20),
          UNIQUE (country, locality, region, district)
        ) STRICT
        """,
        """
        CREATE TABLE place_words (
          word TEXT NOT NULL CHECK (length(word) BETWEEN 1 AND 200),
          place_id INTEGER NOT NULL REFERENCES places (place_id) ON DELETE CASCADE,
          PRIMARY KEY (word, place_id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX place_words_place ON place_words (place_id)",
        """
        CREATE TABLE stores (
          store_id INTEGER PRIMARY KEY,
          merchant_id INTEGER NOT NULL REFERENCES merchants (merchant_id),
          public_id TEXT NOT NULL UNIQUE
            CHECK (length(public_id) BETWEEN 1 AND 64 AND public_id NOT GLOB '*[^A-Za-z0-9._-]*'),
          code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 64),
          name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
          street TEXT NOT NULL CHECK (length(street) BETWEEN 1 AND 300),
          locality TEXT NOT NULL CHECK (length(locality) BETWEEN 1 AND 200),
          region TEXT CHECK (length(region) BETWEEN 1 AND 200),
          postal_code TEXT CHECK (length(postal_code) BETWEEN 1 AND 20),
          country TEXT NOT NULL CHECK (country GLOB '[A-Z][A-Z]'),
          place_id INTEGER NOT NULL REFERENCES places (place_id),
          lat_e7 INTEGER NOT NULL CHECK (lat_e7 BETWEEN -900000000 AND 900000000),
          lon_e7 INTEGER NOT NULL CHECK (lon_e7 BETWEEN -1800000000 AND 1800000000),
          cell INTEGER NOT NULL,
          time_zone TEXT NOT NULL CHECK (length(time_zone) BETWEEN 1 AND 64),
          hours_known INTEGER NOT NULL CHECK (hours_known IN (0, 1)),
          gln INTEGER UNIQUE CHECK (gln BETWEEN 1 AND 9999999999999),
          listed INTEGER NOT NULL DEFAULT 1 CHECK (listed IN (0, 1)),
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL,
          UNIQUE (merchant_id, code),
          UNIQUE (merchant_id, store_id),
          UNIQUE (merchant_id, store_id, cell)
        ) STRICT
        """,
        "CREATE INDEX stores_place ON stores (place_id)",
        """
        CREATE TABLE store_hours (
          store_id INTEGER NOT NULL REFERENCES stores (store_id) ON DELETE CASCADE,
          weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
          opens_min INTEGER NOT NULL CHECK (opens_min BETWEEN 0 AND 1439),
          closes_min INTEGER NOT NULL,
          PRIMARY KEY (store_id, weekday, opens_min),
          CHECK (closes_min > opens_min AND closes_min <= opens_min + 1440)
        ) STRICT, WITHOUT ROWID
        """,
        // One row without times is a closed day.
        """
        CREATE TABLE store_special_hours (
          store_id INTEGER NOT NULL REFERENCES stores (store_id) ON DELETE CASCADE,
          day INTEGER NOT NULL CHECK (day BETWEEN -719162 AND 2932896),
          interval_no INTEGER NOT NULL CHECK (interval_no BETWEEN 0 AND 99),
          opens_min INTEGER CHECK (opens_min BETWEEN 0 AND 1439),
          closes_min INTEGER,
          PRIMARY KEY (store_id, day, interval_no),
          CHECK ((opens_min IS NULL) = (closes_min IS NULL)),
          CHECK (opens_min IS NOT NULL OR interval_no = 0),
          CHECK (closes_min > opens_min AND closes_min <= opens_min + 1440)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE stock (
          gtin INTEGER NOT NULL REFERENCES products (gtin),
          cell INTEGER NOT NULL,
          store_id INTEGER NOT NULL,
          merchant_id INTEGER NOT NULL,
          status TEXT NOT NULL CHECK (status IN ('in_stock', 'limited', 'out_of_stock', 'unknown')),
          quantity INTEGER CHECK (quantity BETWEEN 0 AND 1000000000),
          price_minor INTEGER CHECK (price_minor >= 0),
          currency TEXT CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
          collected_at INTEGER NOT NULL,
          PRIMARY KEY (gtin, cell, store_id),
          FOREIGN KEY (merchant_id, store_id, cell) REFERENCES stores (merchant_id, store_id, cell) ON UPDATE CASCADE,
          CHECK ((price_minor IS NULL) = (currency IS NULL))
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX stock_store ON stock (store_id)",
    ]
}
