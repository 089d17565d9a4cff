import FootbridgeCore
import Testing

@testable import FootbridgeStorage

@Suite("Schema")
struct SchemaConstraintTests {
    /// A change that would break a promise. Everything but the broken part is right.
    struct Breach {
        var promise: String
        var statement: SQL
        var values: [SQLValue]

        init(_ promise: String, _ statement: SQL, _ values: [SQLValue] = []) {
            (self.promise, self.statement, self.values) = (promise, statement, values)
        }
    }

    static let breaches: [Breach] = [
        Breach(
            "A merchant's public id is one", "INSERT INTO merchants (public_id, name, created_at) VALUES ('m1', 'x', 0)"
        ),
        Breach(
            "A public id has plain characters",
            "INSERT INTO merchants (public_id, name, created_at) VALUES ('a b', 'x', 0)"
        ),
        Breach("A merchant has a name", "INSERT INTO merchants (public_id, name, created_at) VALUES ('m2', '', 0)"),
        Breach("A flag is 0 or 1", "UPDATE merchants SET price_compared = 2"),
        Breach("Stock is believed for a minute at least", "UPDATE merchants SET stock_ttl_s = 0"),
        Breach("A type is kept", "UPDATE merchants SET created_at = 'yesterday'"),
        Breach("A merchant with stores stays", "DELETE FROM merchants"),
        Breach(
            "A GTIN has 14 digits", "INSERT INTO products (gtin, title, updated_at) VALUES (100000000000000, 'x', 0)"),
        Breach("A GTIN is not zero", "INSERT INTO products (gtin, title, updated_at) VALUES (0, 'x', 0)"),
        Breach("A product has a title", "UPDATE products SET title = NULL"),
        Breach("A price has a currency", "UPDATE products SET price_minor = 1, currency = NULL"),
        Breach("A currency is three capitals", "UPDATE products SET price_minor = 1, currency = 'gbp'"),
        Breach("A price is not negative", "UPDATE products SET price_minor = -1, currency = 'GBP'"),
        Breach("A rating has a count", "UPDATE products SET rating_average_hundredths = 1"),
        Breach(
            "A rating is five stars at most", "UPDATE products SET rating_average_hundredths = 501, rating_count = 1"),
        Breach("A cover is on the web", "UPDATE products SET cover_url = 'file:///etc/x'"),
        Breach("A product with stock stays", "DELETE FROM products"),
        Breach("A listing leads to the web", "UPDATE listings SET url = 'javascript:alert(1)'"),
        Breach("A listing's availability is a known word", "UPDATE listings SET availability = 'maybe'"),
        Breach("A listing's product exists", "UPDATE listings SET gtin = 7"),
        Breach(
            "A listing's id has 16 bytes", "UPDATE listings SET listing_id = $1", [.blob(Array(repeating: 0, count: 1))]
        ),
        Breach(
            "A merchant's offer is one",
            """
            INSERT INTO listings (listing_id, merchant_id, offer, gtin, url, availability, updated_at)
            SELECT $1, merchant_id, offer, gtin, url, availability, 0 FROM listings
            """,
            [.blob(Array(repeating: 0, count: 16))]
        ),
        Breach("A store is on the earth", "UPDATE stores SET lat_e7 = 900000001"),
        Breach("A store's code is its merchant's only one", "UPDATE stores SET code = 's1'"),
        Breach("A store's country is two capitals", "UPDATE stores SET country = 'gb'"),
        Breach("Two stores have two ids", "UPDATE stores SET public_id = 's1'"),
        Breach("A weekday is one of seven", "INSERT INTO store_hours SELECT store_id, 8, 0, 1 FROM stores"),
        Breach("A store closes after it opens", "INSERT INTO store_hours SELECT store_id, 1, 60, 60 FROM stores"),
        Breach("A day begins before midnight", "INSERT INTO store_hours SELECT store_id, 1, 1440, 1500 FROM stores"),
        Breach(
            "A closed day has no other hours",
            "INSERT INTO store_special_hours SELECT store_id, 20000, 1, NULL, NULL FROM stores"
        ),
        Breach(
            "An opening has an end", "INSERT INTO store_special_hours SELECT store_id, 20000, 0, 60, NULL FROM stores"),
        Breach("Stock's product exists", "UPDATE stock SET gtin = 7"),
        Breach("Stock is where its store is", "UPDATE stock SET cell = cell + 1"),
        Breach("Stock is of its store's merchant", "UPDATE stock SET merchant_id = merchant_id + 1"),
        Breach("Stock's status is a known word", "UPDATE stock SET status = 'plenty'"),
        Breach("Stock is not negative", "UPDATE stock SET quantity = -1"),
        Breach("A store with stock stays", "DELETE FROM stores WHERE public_id = 's1'"),
        Breach("A promotion ends after it begins", "UPDATE promotions SET ends_at = starts_at"),
        Breach(
            "A promotion holds in its own merchant's stores",
            """
            INSERT INTO promotion_stores (promotion_id, store_id, merchant_id)
            SELECT p.promotion_id, t.store_id, t.merchant_id FROM promotions p, stores t WHERE t.public_id = 'r1'
            """
        ),
        Breach("Staff have a store", "INSERT INTO principals (name, role, created_at) VALUES ('x', 'staff', 0)"),
        Breach("A feed has a merchant", "INSERT INTO principals (name, role, created_at) VALUES ('x', 'merchant', 0)"),
        Breach("A role is a known word", "INSERT INTO principals (name, role, created_at) VALUES ('x', 'king', 0)"),
        Breach(
            "Only staff have a store",
            "INSERT INTO principals (name, role, store_id, created_at) SELECT 'x', 'admin', store_id, 0 FROM stores"
        ),
        Breach(
            "The web client has no key",
            """
            INSERT INTO api_keys (key_hash, principal_id, hint, created_at)
            VALUES ($1, 1, 'abcd', 0)
            """,
            [.blob(Array(repeating: 0, count: 32))]
        ),
        Breach(
            "A key's hash has 32 bytes", "UPDATE api_keys SET key_hash = $1", [.blob(Array(repeating: 0, count: 1))]),
        Breach("A key's principal exists", "UPDATE api_keys SET principal_id = 99"),
        Breach("A visitor's number is positive", "INSERT INTO visitors (visitor_no, created_at) VALUES (0, 0)"),
        Breach(
            "A visitor's hash has 32 bytes", "UPDATE visitors SET visitor_hash = $1",
            [.blob(Array(repeating: 0, count: 1))]),
        Breach("A scan ends with a known word", "UPDATE scans SET outcome = 'maybe'"),
        Breach("A scan's visitor is known", "UPDATE scans SET visitor_no = 1"),
        Breach("A time a scan took is not negative", "UPDATE scans SET total_us = -1"),
        Breach(
            "An answer has a scan",
            "INSERT INTO scan_answers VALUES ($1, $2, 0)",
            [.blob(Array(repeating: 0, count: 16)), .blob(Array(repeating: 0, count: 1))]
        ),
        Breach("An answer is not empty", "UPDATE scan_answers SET answer = $1", [.blob([])]),
        Breach("A scan of the shopper page has a visitor", "UPDATE scans SET visitor_no = NULL"),
        Breach("An answered key has its answer", "UPDATE idempotency_keys SET answer_scan_id = NULL"),
        Breach("An answered key has one answer", "UPDATE idempotency_keys SET answer = $1", [.blob([1])]),
        Breach("An answered key knows what was sent", "UPDATE idempotency_keys SET fingerprint = NULL"),
        Breach(
            "A claim runs out",
            "UPDATE idempotency_keys SET expires_at = NULL, status = NULL, fields = NULL, fingerprint = NULL, answer_scan_id = NULL"
        ),
        Breach("A status is one of HTTP's", "UPDATE idempotency_keys SET status = 99"),
        Breach(
            "A key of the shopper page is a session's", "UPDATE idempotency_keys SET session_hash = $1", [.blob([])]),
        Breach(
            "Only a client's keys stand in pages",
            "UPDATE principals SET origins = 'https://a.example', role = 'admin' WHERE principal_id = 2"),
        Breach("A key is used on a day", "UPDATE api_keys SET last_used_on = 1"),
        Breach("An idempotency key is not empty", "UPDATE idempotency_keys SET idempotency_key = ''"),
        Breach("An event stays as it is", "UPDATE events SET campaign = 'x'"),
        Breach("An event is never deleted", "DELETE FROM events"),
        Breach(
            "An event is never replaced, nor the log emptied",
            SQL(
                sqlite: """
                    INSERT OR REPLACE INTO events
                      (log_epoch, sequence, event_id, type, occurred_at, recorded_at, scan_id, outcome)
                    SELECT log_epoch, sequence, event_id, type, 0, 0, scan_id, outcome FROM events
                    """,
                postgresql: "TRUNCATE events")
        ),
        Breach(
            "A logged position has two parts",
            """
            INSERT INTO event_personal (event_id, recorded_at, latitude_hundredths)
            VALUES ($1, 0, 1)
            """,
            [.blob(Array(repeating: 0, count: 16))]
        ),
        Breach(
            "A logged position is on the earth",
            """
            INSERT INTO event_personal (event_id, recorded_at, latitude_hundredths, longitude_hundredths)
            VALUES ($1, 0, 9001, 0)
            """,
            [.blob(Array(repeating: 0, count: 16))]
        ),
        Breach(
            "The log has one head",
            "INSERT INTO log_head (one_row, epoch, announced_at, settled_at) VALUES (2, 1, 0, 0)"),
        Breach("Nothing is settled that was not announced", "UPDATE log_head SET settled_at = announced_at + 1"),
    ]

    @Test("Refuses every breach of a promise, and changes nothing then", arguments: StorageEngine.allCases)
    func breaches(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let breaches = try Self.breaches + EventBreaches.all + PurchaseBreaches.all
            let rival = Merchant(id: Bookshop.publicID("rival"), name: "Rival")
            _ = try await storage.upsert(products: [Bookshop.product(1)])
            _ = try await storage.upsert(stores: [
                Bookshop.store("s1"), Bookshop.store("s2"), Bookshop.store("r1", merchant: rival),
            ])
            _ = try await storage.upsert(listings: [Bookshop.listing("a", 1)])
            _ = try await storage.upsert(stock: [Bookshop.stock("s1", 1)])
            _ = try await storage.upsert(promotions: [
                PromotionRecord(
                    merchant: Bookshop.merchant.id, code: "p", title: "P", startsAt: Bookshop.noon,
                    endsAt: Bookshop.noon + .seconds(1))
            ])
            _ = try await storage.createKey(name: "app", role: .client)
            let claim = try #require(try await storage.claimed())
            try await storage.append(Bookshop.scan(visitor: 7, claim: claim))
            let before = try await storage.statistics()
            for breach in breaches {
                let error = await storageError {
                    _ = try await storage.driver.write { connection in
                        try connection.change(breach.statement, breach.values)
                    }
                }
                #expect(error?.isConstraint == true, "\(breach.promise): \(String(describing: error))")
            }
            #expect(try await storage.statistics() == before)
            #expect(try await storage.integrityCheck().isEmpty)
        }
    }

    @Test("An error names neither the statement nor its values", arguments: StorageEngine.allCases)
    func silentErrors(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            let statements: [SQL] = [
                "INSERT INTO merchants (public_id, name, created_at) VALUES ($1, $1, 0)", "SELECT secret FROM $1",
                "INSERT INTO visitors (visitor_no, created_at) VALUES ($1, 0)", "SELECT $1 FROM nowhere",
            ]
            for statement in statements {
                let error = await storageError {
                    _ = try await storage.driver.write { try $0.change(statement, [.text("secret value")]) }
                }
                let text = try #require(error).detail + String(describing: error)
                for word in ["secret", "SELECT", "INSERT", "nowhere", "GLOB"] {
                    #expect(!text.contains(word), "\(text)")
                }
            }
        }
    }
}
