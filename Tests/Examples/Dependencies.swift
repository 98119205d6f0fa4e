import Afterglow

/// The example of the page "Dependencies".
func dependenciesExample() -> Application {
  let app = Application()

  app.provide(Database.self) {
    try await Database.open(path: "accounts.sqlite")
  } dispose: { database in
    await database.close()
  }

  app.provide((any Mailer).self) { dependencies in
    OutboxMailer(database: try await dependencies[Database.self])
  }

  app.providePerRequest(Transaction.self) { request in
    try await request.dependency(Database.self).begin()
  } dispose: { transaction in
    await transaction.end()
  }

  app.post("/accounts/{name}") {
    (name: String, transaction: Transaction, mailer: Inject<any Mailer>, request: Request) in
    try await transaction.insert(name)
    request.background.addTask {
      try await transaction.insert("welcome sent to \(name)")
      await mailer.value.send("Welcome", to: name)
    }
    return JSONResponse(["name": name])
  }

  return app
}

private actor Database {
  static func open(path: String) async throws -> Database {
    print("open \(path)")
    return Database()
  }

  func begin() -> Transaction { Transaction(database: self) }

  func write(_ row: String) { print("row: \(row)") }

  func close() { print("closed") }
}

private struct Transaction: Injectable {
  let database: Database

  func insert(_ row: String) async throws { await database.write(row) }

  func end() async { print("transaction ended") }
}

private protocol Mailer: Sendable {
  func send(_ subject: String, to name: String) async
}

private struct OutboxMailer: Mailer {
  let database: Database

  func send(_ subject: String, to name: String) async { await database.write("mail: \(subject), \(name)") }
}
