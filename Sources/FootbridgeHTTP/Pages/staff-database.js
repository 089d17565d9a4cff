// What this device keeps for itself: who it is, redemptions without an answer yet, and answers nobody has seen.

const databaseName = "footbridge-staff"

/**
 * The stores, by name:
 * `kept`: single values, by name.
 * `outbox`: redemptions without an answer, by the device's own sequence.
 * `results`: answers that nobody has dismissed yet, by the same sequence.
 * `taken`: codes that this device has redeemed, so that a second look without the network finds them.
 */
export class StaffDatabase {
  #database

  /** @throws {DOMException} where the browser keeps nothing, as some private windows. */
  static async open() {
    const request = indexedDB.open(databaseName, 1)
    request.addEventListener("upgradeneeded", () => {
      const database = request.result
      database.createObjectStore("kept")
      database.createObjectStore("outbox", { keyPath: "sequence", autoIncrement: true })
      database.createObjectStore("results", { keyPath: "sequence" })
      database.createObjectStore("taken", { keyPath: "code" })
    })
    const opened = new StaffDatabase()
    opened.#database = await answered(request)
    return opened
  }

  get(store, key) { return this.#run(store, "readonly", (stores) => stores[store].get(key)) }
  all(store) { return this.#run(store, "readonly", (stores) => stores[store].getAll()) }
  put(store, value, key) { return this.#run(store, "readwrite", (stores) => stores[store].put(value, key)) }
  /** @returns {Promise<number>} the key that the store gave. */
  add(store, value) { return this.#run(store, "readwrite", (stores) => stores[store].add(value)) }
  delete(store, key) { return this.#run(store, "readwrite", (stores) => stores[store].delete(key)) }

  /** Moves a redemption from `outbox` to `results`, both or neither. */
  settle(result) {
    return this.#run(["outbox", "results"], "readwrite", ({ outbox, results }) => {
      outbox.delete(result.sequence)
      return results.put(result)
    })
  }

  /** Resolves once the whole transaction is on the disk, with the result of the request that `work` returns. */
  #run(names, mode, work) {
    return new Promise((resolve, reject) => {
      const transaction = this.#database.transaction(names, mode, { durability: "strict" })
      const stores = Object.fromEntries([names].flat().map((name) => [name, transaction.objectStore(name)]))
      const request = work(stores)
      transaction.addEventListener("complete", () => resolve(request.result))
      transaction.addEventListener("abort", () => reject(transaction.error))
    })
  }
}

function answered(request) {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result))
    request.addEventListener("error", () => reject(request.error))
  })
}
