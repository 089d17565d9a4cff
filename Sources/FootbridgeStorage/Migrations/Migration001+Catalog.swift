extension Migration {
    /// Merchants, products and online listings.
    static let catalogTables: [SQL] = [
        """
        CREATE TABLE merchants (
          merchant_id INTEGER PRIMARY KEY,
          public_id TEXT NOT NULL UNIQUE
            CHECK (length(public_id) BETWEEN 1 AND 64 AND public_id NOT GLOB '*[^A-Za-z0-9._-]*'),
          name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
          price_compared INTEGER NOT NULL DEFAULT 1 CHECK (price_compared IN (0, 1)),
          stock_ttl_s INTEGER NOT NULL DEFAULT 172800 CHECK (stock_ttl_s BETWEEN 60 AND 31536000),
          created_at INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE products (
          gtin INTEGER PRIMARY KEY CHECK (gtin BETWEEN 1 AND 99999999999999),
          title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 1000),
          subtitle TEXT CHECK (length(subtitle) BETWEEN 1 AND 1000),
          publisher TEXT CHECK (length(publisher) BETWEEN 1 AND 300),
          published TEXT CHECK (length(published) IN (4, 7, 10)),
          language TEXT CHECK (length(language) BETWEEN 2 AND 35),
          cover_url TEXT CHECK (length(cover_url) BETWEEN 9 AND 2000
            AND (cover_url GLOB 'http://?*' OR cover_url GLOB 'https://?*')),
          rating_average_hundredths INTEGER CHECK (rating_average_hundredths BETWEEN 0 AND 500),
          rating_count INTEGER CHECK (rating_count >= 0),
          price_minor INTEGER CHECK (price_minor >= 0),
          currency TEXT CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
          updated_at INTEGER NOT NULL,
          CHECK ((rating_average_hundredths IS NULL) = (rating_count IS NULL)),
          CHECK ((price_minor IS NULL) = (currency IS NULL))
        ) STRICT
        """,
        """
        CREATE TABLE contributors (
          gtin INTEGER NOT NULL REFERENCES products (gtin) ON DELETE CASCADE,
          position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 999),
          name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
          role TEXT NOT NULL CHECK (length(role) BETWEEN 1 AND 40),
          PRIMARY KEY (gtin, position)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE listings (
          listing_id BLOB NOT NULL PRIMARY KEY CHECK (length(listing_id) = 16),
          merchant_id INTEGER NOT NULL REFERENCES merchants (merchant_id),
          offer TEXT NOT NULL CHECK (length(offer) BETWEEN 1 AND 200),
          gtin INTEGER NOT NULL REFERENCES products (gtin),
          url TEXT NOT NULL CHECK (length(url) BETWEEN 9 AND 2000
            AND (url GLOB 'http://?*' OR url GLOB 'https://?*')),
          price_minor INTEGER CHECK (price_minor >= 0),
          currency TEXT CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
          availability TEXT NOT NULL
            CHECK (availability IN ('in_stock', 'limited', 'preorder', 'backorder', 'out_of_stock', 'unknown')),
          updated_at INTEGER NOT NULL,
          UNIQUE (merchant_id, offer),
          CHECK ((price_minor IS NULL) = (currency IS NULL))
        ) STRICT
        """,
        "CREATE INDEX listings_gtin ON listings (gtin)",
    ]
}
