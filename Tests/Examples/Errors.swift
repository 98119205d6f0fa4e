import Afterglow

/// The example of the page "Errors".
func errorsExample() -> Application {
  let app = Application()

  app.get("/accounts/{id}") { (id: Int) in
    guard id == 1 else {
      throw HTTPError(.notFound, detail: "There is no account \(id).")
    }
    return "account 1"
  }

  app.onError(OutOfStock.self) { error, request in
    JSONResponse(
      ["detail": "There is no more of \(error.article)."], status: .conflict,
      background: BackgroundTask(reorder, error.article))
  }

  app.post("/orders/{article}") { (article: String) -> String in
    throw OutOfStock(article: article)
  }

  app.onError((any Retriable).self) { error, _ -> Response in
    throw HTTPError(.serviceUnavailable, headers: [.retryAfter: "\(error.seconds)"])
  }

  app.get("/busy") { () -> String in throw Busy() }

  app.include("/v1") { old in
    old.onError((any Error).self) { _, _ in
      Response(status: .serviceUnavailable, body: .bytes(Array("Please use the new version.".utf8)))
    }
    old.get("/orders") { () -> String in throw OutOfStock(article: "patience") }
  }

  app.get("/inside") { () -> String in throw OutOfStock(article: "what nobody catches") }

  app.get("/failing") { () -> String in throw DatabaseError(password: "secret") }

  return app
}

private struct OutOfStock: Error {
  let article: String
}

private protocol Retriable {
  var seconds: Int { get }
}

private struct Busy: Error, Retriable {
  let seconds = 7
}

private struct DatabaseError: Error {
  let password: String
}

private func reorder(article: String) {
  print("Reordered: \(article)")
}
