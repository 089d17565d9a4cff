import FootbridgeCore
import Testing

@testable import FootbridgeStorage

@Suite("Schema")
struct SchemaConstraintTests {
    /// Changes that would break a promise, each with the promise. Every one but the broken part is right.
    static let breaches: [(promise: String, statement: SQL)] = [
        ("A merchant's public id is one", "INSERT INTO merchants (public_id, name, created_at) VALUES ('m1', 'x', 0)"),
        (
            "A public id has plain characters",
            "INSERT INTO merchants (public_id, name, created_at) VALUES ('a b', 'x', 0)"
        ),
        ("A merchant has a name", "INSERT INTO merchants (public_id, name, created_at) VALUES ('m2', '', 0)"),
        ("A flag is 0 or 1", "UPDATE merchants SET price_compared = 2"),
        ("Stock is believed for a minute at least", "UPDATE merchants SET stock_ttl_s = 0"),
        ("A type is kept", "UPDATE merchants SET created_at = 'yesterday'"),
        ("A merchant with stores stays", "DELETE FROM merchants"),
        ("A GTIN has 14 digits", "INSERT INTO products (gtin, title, updated_at) VALUES (100000000000000, 'x', 0)"),
        ("A GTIN is not zero", "INSERT INTO products (gtin, title, updated_at) VALUES (0, 'x', 0)"),
        ("A product has a title", "UPDATE products SET title = NULL"),
        ("A price has a currency", "UPDATE products SET price_minor = 1, currency = NULL"),
        ("A currency is three capitals", "UPDATE products SET price_minor = 1, currency = 'gbp'"),
        ("A price is not negative", "UPDATE products SET price_minor = -1, currency = 'GBP'"),
        ("A rating has a count", "UPDATE products SET rating_average_hundredths = 1"),
        ("A rating is five stars at most", "UPDATE products SET rating_average_hundredths = 501, rating_count = 1"),
        ("A cover is on the web", "UPDATE products SET cover_url = 'file:///etc/x'"),
        ("A product with stock stays", "DELETE FROM products"),
        ("A listing leads to the web", "UPDATE listings SET url = 'javascript:alert(1)'"),
        ("A listing's availability is a known word", "UPDATE listings SET availability = 'maybe'"),
        ("A listing's product exists", "UPDATE listings SET gtin = 7"),
        ("A listing's id has 16 bytes", "UPDATE listings SET listing_id = x'00'"),
        (
            "A merchant's offer is one",
            """
            INSERT INTO listings (listing_id, merchant_id, offer, gtin, url, availability, updated_at)
            SELECT x'00000000000000000000000000000000', merchant_id, offer, gtin, url, availability, 0 FROM listings
            """
        ),
        ("A store is on the earth", "UPDATE stores SET lat_e7 = 900000001"),
        ("A store's code is its merchant's only one", "UPDATE stores SET code = 's1'"),
        ("A store's country is two capitals", "UPDATE stores SET country = 'gb'"),
        ("Two stores have two ids", "UPDATE stores SET public_id = 's1'"),
        ("A weekday is one of seven", "INSERT INTO store_hours SELECT store_id, 8, 0, 1 FROM stores"),
        ("A store closes after it opens", "INSERT INTO store_hours SELECT store_id, 1, 60, 60 FROM stores"),
        ("A day begins before midnight", "INSERT INTO store_hours SELECT store_id, 1, 1440, 1500 FROM stores"),
        (
            "A closed day has no other hours",
            "INSERT INTO store_special_hours SELECT store_id, 20000, 1, NULL, NULL FROM stores"
        ),
        ("An opening has an end", "INSERT INTO store_special_hours SELECT store_id, 20000, 0, 60, NULL FROM stores"),
        ("Stock's product exists", "UPDATE stock SET gtin = 7"),
        ("Stock is where its store is", "UPDATE stock SET cell = cell + 1"),
        ("Stock is of its store's merchant", "UPDATE stock SET merchant_id = merchant_id + 1"),
        ("Stock's status is a known word", "UPDATE stock SET status = 'plenty'"),
        ("Stock is not negative", "UPDATE stock SET quantity = -1"),
        ("A store with stock stays", "DELETE FROM stores WHERE public_id = 's1'"),
        ("A promotion ends after it begins", "UPDATE promotions SET ends_at = starts_at"),
        (
            "A promotion holds in its own merchant's stores",
            """
            INSERT INTO promotion_stores (promotion_id, store_id, merchant_id)
            SELECT p.promotion_id, t.store_id, t.merchant_id FROM promotions p, stores t WHERE t.public_id = 'r1'
            """
        ),
        ("Staff have a store", "INSERT INTO principals (name, role, created_at) VALUES ('x', 'staff', 0)"),
        ("A feed has a merchant", "INSERT INTO principals (name, role, created_at) VALUES ('x', 'merchant', 0)"),
        ("A role is a known word", "INSERT INTO principals (name, role, created_at) VALUES ('x', 'king', 0)"),
        (
            "Only staff have a store",
            "INSERT INTO principals (name, role, store_id, created_at) SELECT 'x', 'admin', store_id, 0 FROM stores"
        ),
        (
            "The web client has no key",
            """
            INSERT INTO api_keys (key_hash, principal_id, hint, created_at)
            VALUES (x'0000000000000000000000000000000000000000000000000000000000000000', 1, 'abcd', 0)
            """
        ),
        ("A key's hash has 32 bytes", "UPDATE api_keys SET key_hash = x'00'"),
        ("A key's principal exists", "UPDATE api_keys SET principal_id = 99"),
        ("A visitor's number is positive", "INSERT INTO visitors (visitor_no, created_at) VALUES (0, 0)"),
        ("A visitor's hash has 32 bytes", "UPDATE visitors SET visitor_hash = x'00'"),
        ("A scan ends with a known word", "UPDATE scans SET outcome = 'maybe'"),
        ("A scan's visitor is known", "UPDATE scans SET visitor_no = 1"),
        ("A time a scan took is not negative", "UPDATE scans SET total_us = -1"),
        (
            "An answer has a scan",
            "INSERT INTO scan_answers VALUES (x'00000000000000000000000000000000', 1, x'00', 0)"
        ),
        ("An answer is not empty", "UPDATE scan_answers SET answer = x''"),
        ("A claim that is answered has a result", "UPDATE idempotency_keys SET result_id = NULL"),
        ("An idempotency key is not empty", "UPDATE idempotency_keys SET idempotency_key = ''"),
        ("An event stays as it is", "UPDATE events SET campaign = 'x'"),
        ("An event is never deleted", "DELETE FROM events"),
        (
            "An event is never replaced",
            """
            INSERT OR REPLACE INTO events
              (log_epoch, sequence, event_id, type, occurred_at, recorded_at, scan_id, outcome)
            SELECT log_epoch, sequence, event_id, type, 0, 0, scan_id, outcome FROM events
            """
        ),
        (
            "An event is of a known kind",
            """
            INSERT INTO events (log_epoch, event_id, type, occurred_at, recorded_at)
            VALUES (1, x'00000000000000000000000000000000', 'party', 0, 0)
            """
        ),
        (
            "The event of a scan names it",
            """
            INSERT INTO events (log_epoch, event_id, type, occurred_at, recorded_at, outcome)
            VALUES (1, x'00000000000000000000000000000000', 'scan', 0, 0, 'resolved')
            """
        ),
        (
            "A logged position has two parts",
            """
            INSERT INTO event_personal (event_id, recorded_at, latitude_hundredths)
            VALUES (x'00000000000000000000000000000000', 0, 1)
            """
        ),
        (
            "A logged position is on the earth",
            """
            INSERT INTO event_personal (event_id, recorded_at, latitude_hundredths, longitude_hundredths)
            VALUES (x'00000000000000000000000000000000', 0, 9001, 0)
            """
        ),
        ("The log has one epoch", "INSERT INTO log_epoch (one_row, epoch) VALUES (2, 1)"),
    ]

    @Test("Refuses every breach of a promise, and changes nothing then", arguments: StorageEngine.allCases)
    func breaches(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
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
            guard
                case .claimed(var claim) = try await storage.claim(
                    Bookshop.key(), at: Bookshop.noon, until: Bookshop.noon + .seconds(60))
            else {
                Issue.record("no claim")
                return
            }
            claim.fingerprint = Array(repeating: 5, count: 32)
            try await storage.append(Bookshop.scan(visitor: Array(repeating: 7, count: 32), claim: claim))
            let before = try await storage.statistics()
            for (promise, statement) in Self.breaches {
                let error = await storageError {
                    _ = try await storage.driver.write { connection in try connection.change(statement) }
                }
                #expect(error?.isConstraint == true, "\(promise): \(String(describing: error))")
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
