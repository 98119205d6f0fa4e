import Afterglow
import AfterglowTesting
import HTTPTypes
import Logging
import Testing

@Suite struct ErrorHandlerTests {
  private protocol Named { var name: String { get } }
  private struct OutOfStock: Error, Named {
    let item: String
    var name: String { item }
  }
  private class General: Error, @unchecked Sendable {}
  private final class Special: General, @unchecked Sendable {}
  private struct Input: Content { var name: String }

  private let log = RecordedLog()

  private func client(_ configure: (Application) -> Void) throws -> InProcessClient {
    let app = Application(logger: log.logger)
    app.get("/stock/{item}") { (item: String) -> String in throw OutOfStock(item: item) }
    app.get("/other") { () -> String in throw TestError() }
    app.get("/http") { () -> String in throw HTTPError(.gone) }
    app.post("/input") { (input: Input) in "ok" }
    configure(app)
    return try InProcessClient(app)
  }

  @Test func `a handler answers the errors of its type, with the error and the request`() async throws {
    let client = try client {
      $0.onError(OutOfStock.self) { error, request in
        Response.text("no \(error.item) at \(request.path)", status: .conflict)
      }
    }
    let exchange = await client.get("/stock/tea")
    #expect(exchange.status == .conflict)
    #expect(exchange.text == "no tea at /stock/tea")
    #expect(await client.get("/other").status == .internalServerError)
    #expect(await client.get("/http").status == .gone)
  }

  @Test
  func
    `an error that a handler calls the service's fault is in the log, and one it calls the client's is not`()
    async throws
  {
    let client = try client {
      $0.onError(OutOfStock.self) { _, _ -> String in throw HTTPError(.badGateway) }
      $0.onError(TestError.self) { _, _ -> String in throw HTTPError(.conflict) }
    }
    #expect(await client.get("/other").status == .conflict)
    #expect(log.lines(at: .error).isEmpty)
    #expect(await client.get("/stock/tea").status == .badGateway)
    let said = log.lines(at: .error).compactMap { $0.metadata["error"].map { "\($0)" } }
    #expect(said.count == 1 && said[0].contains("tea"), "\(said)")
  }

  @Test func `of several handlers that fit, the one added last is asked`() async throws {
    let client = try client {
      $0.onError((any Error).self) { _, _ in "any, first" }
      $0.onError(OutOfStock.self) { _, _ in "stock, first" }
      $0.onError(OutOfStock.self) { _, _ in "stock, last" }
    }
    #expect(await client.get("/stock/tea").text == "stock, last")
    #expect(await client.get("/other").text == "any, first")
  }

  @Test func `a handler for all is asked last, whenever it was added`() async throws {
    let client = try client {
      $0.onError(OutOfStock.self) { _, _ in "stock" }
      $0.onError((any Error).self) { _, _ in "any" }
    }
    #expect(await client.get("/stock/tea").text == "stock")
    #expect(await client.get("/other").text == "any")
  }

  @Test func `a handler for a superclass or protocol stands between`() async throws {
    let client = try client {
      $0.get("/class") { () -> String in throw Special() }
      $0.get("/base") { () -> String in throw General() }
      $0.onError(Special.self) { _, _ in "own" }
      $0.onError(General.self) { _, _ in "superclass" }
      $0.onError((any Named).self) { error, _ in "protocol \(error.name)" }
      $0.onError((any Error).self) { _, _ in "any" }
    }
    #expect(await client.get("/class").text == "own")
    #expect(await client.get("/base").text == "superclass")
    #expect(await client.get("/stock/tea").text == "protocol tea")
    #expect(await client.get("/other").text == "any")
  }

  @Test func `the innermost level's handler for all comes before another level's own`() async throws {
    let client = try client {
      $0.onError(OutOfStock.self) { _, _ in "stock" }
      $0.include("/inner") { inner in
        inner.onError((any Error).self) { _, _ in "inner" }
        inner.get { () -> String in throw OutOfStock(item: "tea") }
      }
    }
    #expect(await client.get("/inner").text == "inner")
  }

  @Test func `a handler's response has the status 500 unless it sets another`() async throws {
    let client = try client { $0.onError(OutOfStock.self) { _, _ in JSONResponse(["item": "none"]) } }
    let exchange = await client.get("/stock/tea")
    #expect(exchange.status == .internalServerError)
    #expect(exchange.text == #"{"item":"none"}"#)
  }

  @Test(arguments: [("/nowhere", 404), ("/http", 410), ("/%zz", 400), ("/input", 405)])
  func `the router's own errors can be answered otherwise`(path: String, status: Int) async throws {
    let client = try client {
      $0.onError(HTTPError.self) { error, _ in Response.text("\(error)", status: error.status) }
    }
    let exchange = await client.get(path)
    #expect(exchange.status.code == status)
    #expect(exchange.text.hasPrefix("\(status) "))
    #expect(exchange.headers[.contentType] == "text/plain; charset=utf-8")
  }

  @Test func `failed validation can be answered otherwise`() async throws {
    let client = try client {
      $0.onError(ValidationError.self) { error, _ in
        Response.text("\(error.failures.count)", status: .unprocessableContent)
      }
    }
    let exchange = await client.post("/input", json: "{}")
    #expect(exchange.status == .unprocessableContent)
    #expect(exchange.text == "1")
  }

  @Test func `a handler that throws is a 500, and the log has what it threw`() async throws {
    let client = try client {
      $0.onError(OutOfStock.self) { _, _ -> String in throw TestError() }
    }
    let exchange = await client.get("/stock/tea")
    #expect(exchange.status == .internalServerError)
    #expect(exchange.text == #"{"detail":"Internal Server Error"}"#)
    #expect(
      log.lines(at: .error).contains { $0.metadata["error"]?.description.contains("TestError") == true })
  }

  @Test func `a handler may throw an HTTPError, which says what the client is told`() async throws {
    let client = try client {
      $0.onError(OutOfStock.self) { error, _ -> String in
        throw HTTPError(.conflict, detail: "There is no \(error.item).", headers: [.retryAfter: "1"])
      }
    }
    let exchange = await client.get("/stock/tea")
    #expect(exchange.status == .conflict)
    #expect(exchange.text == #"{"detail":"There is no tea."}"#)
    #expect(exchange.headers[.retryAfter] == "1")
    #expect(log.lines(at: .error).isEmpty)
  }

  @Test func `a handler that throws is a 500 also where the error itself had another status`() async throws {
    let client = try client {
      $0.onError(HTTPError.self) { _, _ -> String in throw TestError() }
    }
    #expect(await client.get("/http").status == .internalServerError)
  }

  @Test func `a handler whose response can't be encoded is a 500`() async throws {
    let client = try client { $0.onError(OutOfStock.self) { _, _ in JSONResponse([Double.nan]) } }
    let exchange = await client.get("/stock/tea")
    #expect(exchange.status == .internalServerError)
    #expect(exchange.text == #"{"detail":"Internal Server Error"}"#)
  }

  @Test func `what middleware throws is answered by the same handlers`() async throws {
    let client = try client {
      $0.add(middleware: MiddlewareHook { _, _ in throw OutOfStock(item: "all") })
      $0.onError(OutOfStock.self) { error, _ in Response.text(error.item, status: .serviceUnavailable) }
    }
    let exchange = await client.get("/other")
    #expect(exchange.status == .serviceUnavailable)
    #expect(exchange.text == "all")
  }
}
